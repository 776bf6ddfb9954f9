import type { Scenario } from "../../../src/model/scenario.ts";
import type { Release } from "./schedule.ts";

export type CutHow = NonNullable<Scenario["cut"]>["how"];

/** Where the tokens of an answer go. */
export interface Output {
  /** The response head has left. */
  readonly headSent: boolean;
  /** Bytes of the body so far, without its framing. */
  readonly bytesWritten: number;
  /** Sends the response head, and the control events that the dialect has before the first token. */
  head(): void;
  /** Sends a release; returns the bytes of each of its tokens, control events since the token before included. */
  write(release: Release): number[];
  /** Ends the answer as a whole one. */
  end(): void;
  cut(how: CutHow): void;
}
