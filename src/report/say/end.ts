import type { ReaderObservation } from "../../model/observation.ts";
import { sayMs } from "../../model/say.ts";
import type { End } from "../../model/words.ts";

/** How an answer ended, for a person. */
export function sayEnd({ end, endedMs }: Pick<ReaderObservation, "end" | "endedMs">): string {
  const ends: Record<End, string> = {
    clean: "clean end",
    silent: "ended without its end marker",
    reset: "connection reset",
    cut: "closed in the middle",
    "gave-up": "the client gave up",
    left: "reader left",
    open: `still open after ${sayMs(endedMs)}`,
  };
  return ends[end];
}
