import type { Cell, Dialect, Seen } from "../cell.ts";

/** What the instrument is asked, a line each on its stdin. */
export type Ask =
  /** Listen as an origin. Answer: the ports that somebody else has. */
  | { readonly id: number; readonly do: "listen"; readonly ports: readonly number[] }
  /** Wait until the product listens. Answer: the ports at which nobody does. */
  | {
      readonly id: number;
      readonly do: "reach";
      readonly address: string;
      readonly ports: readonly number[];
      readonly limitMs: number;
    }
  /** Be the model of a whole stack: answer in its APIs, one run at a time. Answer: none. */
  | { readonly id: number; readonly do: "speak"; readonly dialects: readonly Dialect[] }
  /** Measure a cell. Answer: what each of its readers saw. */
  | { readonly id: number; readonly do: "measure"; readonly cell: Cell };

/** What it tells, a line each on its stdout. Id 0: it is ready. */
export interface Told {
  readonly id: number;
  readonly value: readonly number[] | readonly Seen[] | null;
  /** The instrument's own fault. */
  readonly error?: string;
}
