import type { ReaderObservation, RunObservation, SideObservation } from "../../src/model/observation.ts";
import type { Finding } from "../../src/model/result.ts";
import type { LockstepLog } from "../../src/model/scenario.ts";
import type { RunTrace } from "../../src/model/trace.ts";
import type { Seen } from "../../src/verdict/index.ts";
import { handshake, run } from "./traces.ts";

/** Observations by hand: what a judge is given, without anything that measures or observes. */

const QUANTILES = { p50: 1, p99: 1, max: 1 };

/** A reader that saw a clean answer of 24 tokens in pace, but for what is named. */
export function readerSeen(more: Partial<ReaderObservation> = {}): ReaderObservation {
  return {
    ...{ reader: "reader", status: 200, contentEncoding: null, framing: "chunked", responseHeaders: {} },
    ...{ headersMs: 2, ttfbMs: 2, ttftMs: 2, tpotMs: 75, itlMs: QUANTILES, holdMs: QUANTILES, spanRatio: 1 },
    ...{ tokens: 24, tokensPlanned: 24, tokensSent: 24, doubled: 0, lost: 0, outOfOrder: 0, releaseGapMs: 75 },
    ...{ batches: 24, batchesSent: 24, tokensPerBatch: 1, steps: null, bodyBytes: 4080, foreignBytes: 0 },
    ...{ foreignSample: "", queueMs: 1, endedMs: 1730, headersBeforeToken: null, textIdentical: true },
    ...{ tokensOfOther: 0, tokensReplayed: 0, early: 0, earlyMs: 0, undelivered: 0, toldMs: null },
    ...{ end: "clean", saying: null, shape: "streamed", unclear: null, heldFromToken: null },
    ...{ silenceMs: 1, silenceBeforeToken: 2, delayMs: 1, ...more },
  };
}

/** The same answer held to its end, and let go at once. */
export const HELD: Partial<ReaderObservation> = {
  ...{ shape: "held", heldFromToken: 1, ttftMs: 1730, ttfbMs: 1730, batches: 1, tokensPerBatch: 24 },
  holdMs: { p50: 860, p99: 1725, max: 1725 },
};

/** A paced run, by what its readers saw. */
export function paced(
  readers: Readonly<Record<string, Partial<ReaderObservation>>> = { reader: {} },
  more: Partial<RunObservation> = {},
): RunObservation {
  return {
    ...{ runId: "r1", proof: "paced", requests: Object.keys(readers).length, tokensForNobody: 0 },
    ...{ generations: Object.keys(readers).length, requestHeaders: {}, requestHttpVersion: "1.1" },
    ...{ lockstep: null, handshake: null, holdBytes: null },
    rig: { mockLatenessMaxMs: 0.5, readerDelayMaxMs: 1, steal: 0, busy: 0.2 },
    readers: Object.fromEntries(Object.entries(readers).map(([name, m]) => [name, readerSeen({ reader: name, ...m })])),
    ...more,
  };
}

const LOG: LockstepLog = { acknowledged: 24, stoppedAtToken: null, outstandingBytes: null, letGo: null };

/** A lockstep run of one reader, by its handshake. */
export function lockstep(
  how: RunObservation["handshake"],
  more: Partial<RunObservation> = {},
  reader: Partial<ReaderObservation> = {},
): RunObservation {
  return { ...paced({ reader }), ...{ runId: "r2", proof: "lockstep", handshake: how, lockstep: LOG }, ...more };
}

/** The traces of a paced and of a lockstep run, as `paced` and `lockstep` name them. Their readers are those of `paced`'s default. */
export const PACED_TRACE: RunTrace = run();
export const LOCKSTEP_TRACE: RunTrace = { ...handshake("acknowledged"), runId: "r2" };

/** What was seen of a side; the rig's own delay changes nothing of it unless the further lists say so. */
export function seen(
  runs: readonly RunObservation[],
  tokens: readonly RunObservation[] = runs,
  lumps: readonly RunObservation[] = tokens,
): Seen {
  return { observation: observation(runs), forgiven: { tokens: observation(tokens), lumps: observation(lumps) } };
}

/** Sides that were seen so, by name; the rig's own delay changes nothing. */
export function allSeen(observations: Readonly<Record<string, SideObservation>>): Record<string, Seen> {
  return Object.fromEntries(
    Object.entries(observations).map(([name, each]) => [
      name,
      { observation: each, forgiven: { tokens: each, lumps: each } },
    ]),
  );
}

export function observation(runs: readonly RunObservation[], more: Partial<SideObservation> = {}): SideObservation {
  return { runs: [...runs], peakMemoryMb: {}, ...more };
}

/** A finding as one line: `bob shape: queued | streamed | not ok`. */
export function line({ reader, what, of, expected, observed, ok }: Omit<Finding, "unit" | "proof">): string {
  const value = (each: Finding["expected"]): string => (typeof each === "string" ? each : JSON.stringify(each));
  const field = of === null ? what : `${what} of ${of}`;
  return `${reader === null ? "" : `${reader} `}${field}: ${value(expected)} | ${value(observed)} | ${ok ? "ok" : "not ok"}`;
}
