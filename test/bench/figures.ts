/** The middle one; of an even number the mean of the two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/** A figure with three significant digits at most, and all digits before the point. */
export function rounded(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

/** A ratio whose halves were measured right after each other, in each round. */
export interface Ratio {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function ratio(ours: readonly number[], theirs: readonly number[]): Ratio {
  const ratios = ours.map((value, round) => value / (theirs[round] ?? NaN));
  return { median: rounded(median(ratios)), min: rounded(Math.min(...ratios)), max: rounded(Math.max(...ratios)) };
}

/** One line of the table: what, and its figure as text. */
export type Line = readonly [string, string];

/** What a part of the bench has measured, for people and for programs. */
export interface Report {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly figures: object;
}

export function number(value: number): string {
  return value.toLocaleString("en-US");
}

export function ratioText({ median: middle, min, max }: Ratio): string {
  return `${middle} (${min} to ${max})`;
}

export function table({ title, lines }: Report): string {
  const width = Math.max(...lines.map(([name]) => name.length));
  return [title, ...lines.map(([name, figure]) => `  ${name.padEnd(width)}  ${figure}`)].join("\n");
}
