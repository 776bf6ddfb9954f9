import type { Finding } from "../model/result.ts";
import type { SideTrace } from "../model/trace.ts";
import { within } from "./judges.ts";

/** Judges the peak memory of the layers that the expectation names; one that was not measured is never ok. */
export function judgeMemory({ side, peakMemoryMb }: SideTrace): Finding[] {
  return Object.entries(side.expect.peakMemoryMb ?? {}).map(([layer, range]) => ({
    what: `peak memory of ${layer}`,
    reader: null,
    proof: "paced",
    ...within(peakMemoryMb[layer] ?? null, range, (mb) => `${Math.round(mb)} MB`),
  }));
}
