/** The first of a list, as far as there is room for them, and how many are left out. */
export interface Bounded<T> {
  readonly list: readonly T[];
  readonly more: number;
}
