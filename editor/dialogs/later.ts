import { text } from "../text";

/** Stands for what is known at run time only: where it comes from, in words. */
export class Later {
  constructor(readonly words: string) {}

  toString(): string {
    return `⟨${this.words}⟩`;
  }
}

/** A text of the preview, by the end of its key. */
export function later(key: string, values: Record<string, string | Later> = {}): Later {
  const words = Object.entries(values).map(([name, value]) => [name, value instanceof Later ? value.words : value]);
  return new Later(text(key, Object.fromEntries(words) as Record<string, string>));
}
