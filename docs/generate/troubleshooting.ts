import { explained } from "./explained";
import type { Row } from "./row";
import { sentences } from "./sentences";

const HEAD = `# Troubleshooting by code

<!-- Made by \`npm run document\` from the code that raises the errors. Change it there. -->

Each failed message carries \`msg.error\`. Find its \`code\` below, then the row with its \`cause.subject\`. The sentence in
\`msg.error.message\` is one of those below, with its own names and numbers where \`…\` stands. If the answer of the server held a text,
it stands behind *vCenter says*.

**Again?** tells \`cause.retryable\`: *yes*, the cause may pass by itself, so the same message may succeed later. *no*, something must be
corrected first. What may be repeated without harm, the nodes have repeated already.

**In the guest** tells \`cause.outcome\`. \`not_done\`: nothing happened. \`unknown\`: it may have happened and the answer was lost, so look
into the guest before you send the message again. One exception: with \`cause.data.pattern\`, which *guest temp file* gives with
*Find it again when the answer is lost*, it may be sent again without a look, since what is left is removed. \`done\`: it happened, and its result counts as a failure. Where two are given, it depends on
what was asked for. What only reads is always \`not_done\`; \`unknown\` is for what changes something and was already on its way.
`;

const TAIL = `## Any other code

vCenter may send codes that are not listed here, and later versions may invent some. They are passed on as they are, with the subject
\`server\`. A repeat is up to you. If something was to be changed, look into the guest before: the outcome is \`unknown\`, unless vCenter
answered with an HTTP status of 400 to 499. \`cause.messages\` has vCenter's words, and the events of the VM may tell more.
`;

/** docs/troubleshooting.md */
export function troubleshooting(): string {
  const byCode = grouped([...explained(), ...sentences()], ({ code }) => code);
  const sections = [...byCode].sort(([one], [other]) => one.localeCompare(other, "en")).map(([code, rows]) => section(code, rows));
  return [HEAD, ...sections, TAIL].join("\n");
}

function section(code: string, rows: readonly Row[]): string {
  const head = "| subject | what happened | what to do | again? | in the guest |\n| --- | --- | --- | --- | --- |\n";
  const bySubject = [...grouped(withOutcomes(rows), cellsBesidesWhy)].map(([, alike]) => line(alike));
  return `## ${code}\n\n${head}${bySubject.sort((one, other) => one.localeCompare(other, "en")).join("\n")}\n`;
}

interface Told extends Omit<Row, "outcome"> {
  readonly outcomes: string;
}

/** The same failure may have several outcomes: it depends on what was asked for. */
function withOutcomes(rows: readonly Row[]): Told[] {
  const alike = grouped(rows, ({ outcome: _any, ...same }) => JSON.stringify(same));
  return [...alike.values()].map((same) => ({
    ...same[0]!,
    outcomes: [...new Set(same.map(({ outcome }) => `\`${outcome}\``))].sort().join(" or "),
  }));
}

function cellsBesidesWhy({ subject, remedy, retryable, outcomes }: Told): string {
  return JSON.stringify([subject, remedy, retryable, outcomes]);
}

function line(alike: readonly Told[]): string {
  const { subject, remedy, retryable, outcomes } = alike[0]!;
  const whys = [...new Set(alike.map(({ why, when }) => capital(when === undefined ? why : `${why} (${when})`)))];
  const cells = [`\`${subject}\``, whys.join("<br>"), capital(remedy), retryable ? "yes" : "no", outcomes];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function capital(text: string): string {
  return text.replace(/^(?!vCenter|msg\.)[a-z]/, (letter) => letter.toUpperCase());
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  }
  return groups;
}
