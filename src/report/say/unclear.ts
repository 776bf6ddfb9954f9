import type { ReaderObservation, Unclear } from "../../model/observation.ts";
import { sayCount, sayMs } from "../../model/say.ts";

/** Why a reader's label cannot be given, with the values that say so. */
export function sayUnclear(
  o: Pick<ReaderObservation, "early" | "earlyMs" | "status" | "tokens">,
  why: Unclear,
): string {
  const reasons: Record<Unclear, string> = {
    "arrived before it was sent": `${sayCount(o.early, "token")} arrived before being sent, by up to ${sayMs(o.earlyMs)}`,
    "below the rig's resolution": "what differs is below the rig's resolution",
    "status and tokens contradict": `status ${o.status ?? "none"}, and ${sayCount(o.tokens, "token")} of the model behind it`,
    "no request reached the model": "no request reached the model",
  };
  return reasons[why];
}
