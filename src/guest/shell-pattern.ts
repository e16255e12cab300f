/** What a pattern has at one place: which one character matches, or `*` for any number of them. */
type Part = "*" | ((character: string) => boolean);

/**
 * Whether a text as a whole matches a shell pattern: `*` any characters, `?` one, `[abc]`, `[a-z]`, `[!a]` one of
 * these or none of them, `\` takes its meaning from the next one. Case counts. The time grows with the product of the two
 * lengths at most, whatever the pattern: it is not run as a regular expression.
 */
export function shellPattern(pattern: string): (text: string) => boolean {
  const parts = partsOf(pattern);
  return (text) => matches(parts, Array.from(text));
}

/** On a difference it goes back to the last `*`, which then takes one character more. */
function matches(parts: readonly Part[], text: readonly string[]): boolean {
  let [at, star, taken] = [0, -1, 0];
  for (let index = 0; index < text.length; ) {
    const part = parts[at];
    if (part === "*") {
      [star, taken] = [at, index];
      at += 1;
    } else if (part?.(text[index] ?? "") === true) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      taken += 1;
      [at, index] = [star + 1, taken];
    } else {
      return false;
    }
  }
  return parts.slice(at).every((part) => part === "*");
}

/** A set may begin with its own `]`; a `[` without an end, and a `\` at the end, mean themselves. */
const PARTS = /\\(?<escaped>[^])|\[(?<not>[!^])?(?<set>\][^\]]*|[^\]]+)\]|(?<special>[*?])|(?<other>[^])/gu;

function partsOf(pattern: string): Part[] {
  return Array.from(pattern.matchAll(PARTS), ({ groups = {} }) => {
    const { escaped, not, set, special, other } = groups;
    if (set !== undefined) {
      return oneOf(set, not !== undefined);
    }
    if (special !== undefined) {
      return special === "*" ? "*" : () => true;
    }
    return (character) => character === (escaped ?? other);
  });
}

function oneOf(set: string, isNegated: boolean): Part {
  const members = Array.from(set.matchAll(/(?<from>[^])-(?<to>[^])|(?<one>[^])/gu), ({ groups = {} }) => {
    const { one = "", from = one, to = one } = groups;
    return { from: code(from), to: code(to) };
  });
  return (character) => {
    const wanted = code(character);
    return members.some(({ from, to }) => from <= wanted && wanted <= to) !== isNegated;
  };
}

function code(character: string): number {
  return character.codePointAt(0) ?? 0;
}
