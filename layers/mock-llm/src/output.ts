import type { Scenario } from "../../../src/model/scenario.ts";
import type { Release } from "./schedule.ts";

export type CutHow = NonNullable<Scenario["cut"]>["how"];

/** Where the tokens of an answer go. */
export interface Output {
  /** The response head has left. */
  readonly headSent: boolean;
  /** Sends the response head on its own. */
  head(): void;
  /** Sends a release; returns the bytes of each of its tokens. */
  write(release: Release): number[];
  /** Ends the answer as a whole one; returns the bytes of what followed the last token. */
  end(): number;
  cut(how: CutHow): void;
}
