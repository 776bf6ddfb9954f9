import { quantile } from "simple-statistics";
import type { Hop } from "../model/hop.ts";
import type { Curve } from "./curve.ts";
import { lagShare } from "./lag.ts";
import { bytesOfSteps, stepsOf } from "./steps.ts";
import type { Steps } from "./steps.ts";
import {
  CANARY_MS,
  FEWER_STEPS,
  HOLDS,
  LAG_SHARE,
  LUMPS_SHARE,
  NEVER_MS,
  PASSES_SHARE,
  STALLED,
  TESTABLE,
  WAITED,
  WINDOW_SHARE,
} from "./thresholds.ts";
import { shapeWaits, waitsBetween } from "./waits.ts";
import type { Wait, Waits } from "./waits.ts";

/** An answer at a hop: as it came in, as it left, and what else is known of its way. */
export interface Passage {
  readonly hop: string;
  readonly in: Curve;
  readonly out: Curve;
  /** In how many steps the origin sent it. */
  readonly originSteps: number;
  /** More answers came in at once than connections took them on. */
  readonly shared: boolean;
  readonly sideCalls: readonly string[];
  /** When the reader asked. */
  readonly zeroNs: number;
}

type Word = Pick<Hop, "verdict" | "why"> & { readonly whyBytes?: number };

/** What a hop did to an answer. Pure; the rules are tried in this order, and the first that fits tells. */
export function judgeHop(passage: Passage): Hop {
  const { hop, in: from, out: to, sideCalls, zeroNs } = passage;
  const waits = waitsBetween(from, to);
  const [inSteps, outSteps] = [stepsOf(from, waits.basis, zeroNs), stepsOf(to, waits.basis, zeroNs)];
  const { verdict, why, whyBytes = null } = wordOf(passage, waits, inSteps, outSteps);
  // what proved the hold is what is told: the first bytes may be no event yet
  const list = why === "early-bytes" ? [...waits.list, ...shapeWaits(from, to)] : waits.list;
  const ms = list.map((wait) => wait.ms);
  const waitMs = ms.length === 0 ? null : { p50: quantile(ms, 0.5), p99: quantile(ms, 0.99), max: Math.max(...ms) };
  return {
    ...{ hop, in: inSteps, out: outSteps, waitMs, steps: outSteps.length, stepBytes: bytesOfSteps(outSteps) },
    ...{ basis: waits.basis, verdict, why, whyBytes, sideCalls: [...sideCalls] },
  };
}

function wordOf(passage: Passage, { basis, list }: Waits, inSteps: Steps, outSteps: Steps): Word {
  const { in: from, out: to } = passage;
  const lost = from.lostBytes + to.lostBytes;
  if (lost > 0) return { verdict: "unknown", why: "lost", whyBytes: lost };
  if (passage.shared) return { verdict: "unknown", why: "shared" };
  if (inSteps.length === 0) return { verdict: "unknown", why: "no-answer" };
  const stalled = stalledBytes(list);
  if (stalled > 0 && stalled >= Math.min(STALLED.bytes, STALLED.share * bytesOf(list))) {
    return { verdict: "holds", why: "stalls", whyBytes: stalled };
  }
  if (!isTestable(list)) return untested([...list, ...shapeWaits(from, to)]);
  const windowShare = sumOf(list, "windowMs") / Math.max(1e-9, sumOf(list, "rawMs"));
  if (holds(list, "ms")) {
    if (windowShare > WINDOW_SHARE.unknown) return { verdict: "unknown", why: "half-window" };
    return { verdict: "holds", why: howItHolds(inSteps, outSteps) };
  }
  if (holds(list, "rawMs")) {
    if (windowShare > WINDOW_SHARE.passes) return { verdict: "passes", why: "window" };
    return { verdict: "unknown", why: "half-window" };
  }
  if (waitedOf(list, "ms").length > PASSES_SHARE * list.length) return { verdict: "unknown", why: "some-waited" };
  if (inSteps.length < LUMPS_SHARE * passage.originSteps) return { verdict: "unknown", why: "lumps" };
  if (basis === "shape" && lagShare(from.arrivals, to.arrivals) > LAG_SHARE)
    return { verdict: "unknown", why: "late-bulk" };
  return { verdict: "passes", why: "at-once" };
}

/** Bytes that came, and never left although somebody waited for them, with room. */
function stalledBytes(list: readonly Wait[]): number {
  return list.reduce((sum, { left, ms, bytes }) => sum + (!left && ms > NEVER_MS ? bytes : 0), 0);
}

function isTestable(list: readonly Wait[]): boolean {
  const bytes = bytesOf(list);
  const largest = list.reduce((most, each) => Math.max(most, each.bytes), 0);
  const spanMs = list.length === 0 ? 0 : (list.at(-1)!.atNs - list[0]!.atNs) / 1e6;
  const enough = list.length >= TESTABLE.arrivals && spanMs >= TESTABLE.spanMs;
  return enough && bytes - largest >= TESTABLE.outsideLargest * bytes;
}

/** That the first bytes pass proves nothing: a compressor lets its header go and keeps the rest. */
function untested(list: readonly Wait[]): Word {
  if (list.some(({ ms }) => ms > CANARY_MS)) return { verdict: "holds", why: "early-bytes" };
  return { verdict: "unknown", why: "few-arrivals" };
}

/** Of a few steps one that waited for a moment is a hiccup of the machine. */
function holds(list: readonly Wait[], of: "ms" | "rawMs"): boolean {
  const waited = waitedOf(list, of);
  if (waited.length < 2) return false;
  const [share, meanMs] = [waited.length / list.length, sumOf(list, of) / list.length];
  return HOLDS.some((least) => share >= least.share && meanMs > least.meanMs);
}

function waitedOf(list: readonly Wait[], of: "ms" | "rawMs"): Wait[] {
  const gapsMs = list.slice(1).map(({ atNs }, index) => (atNs - list[index]!.atNs) / 1e6);
  const leastMs = Math.max(WAITED.ms, WAITED.ofGap * (gapsMs.length === 0 ? 0 : quantile(gapsMs, 0.5)));
  return list.filter((wait) => wait[of] > leastMs);
}

function bytesOf(list: readonly Wait[]): number {
  return list.reduce((sum, { bytes }) => sum + bytes, 0);
}

function sumOf(list: readonly Wait[], of: "ms" | "rawMs" | "windowMs"): number {
  return list.reduce((sum, wait) => sum + wait[of], 0);
}

function howItHolds(inSteps: Steps, outSteps: Steps): Word["why"] {
  if (outSteps.length <= 2) return "to-the-end";
  return outSteps.length < FEWER_STEPS * inSteps.length ? "in-steps" : "for-a-while";
}
