import type { RunObservation } from "../../model/observation.ts";
import { sayBytes, sayMs } from "../../model/say.ts";

/**
 * How the handshake of a lockstep run went, in numbers: `acknowledged 24 of 24`, `stopped at token 1, 4.0 KB outstanding at the end`.
 * @param tokens that the scenario has
 * @param unseenMs where all was acknowledged although the paced run was seen to be late: how long a hold lockstep cannot see; else null
 * @returns null: the run has no handshake
 */
export function sayHandshake(
  { lockstep, handshake }: RunObservation,
  tokens: number,
  unseenMs: number | null = null,
): string | null {
  if (lockstep === null) return handshake;
  const { acknowledged, stoppedAtToken, outstandingBytes, letGo } = lockstep;
  if (stoppedAtToken === null) {
    const limit = unseenMs === null ? "" : `; a hold shorter than ${sayMs(unseenMs)} it cannot see`;
    return `acknowledged ${acknowledged} of ${tokens}${handshake === "broken-off" ? ", then broken off" : limit}`;
  }
  const held = outstandingBytes === null ? "bytes" : sayBytes(outstandingBytes);
  if (letGo === "middle") return `stopped at token ${stoppedAtToken}, let go with ${held} outstanding`;
  return `stopped at token ${stoppedAtToken}, ${held} outstanding ${letGo === "end" ? "at the end" : "and never let go"}`;
}
