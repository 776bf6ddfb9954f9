import { quantile } from "simple-statistics";
import type { ReaderMetrics } from "../model/observation.ts";
import { CLOCK_TOLERANCE_MS } from "../model/thresholds.ts";
import { gapsOf } from "../model/times.ts";
import type { JoinedRead } from "./join.ts";

const NS_PER_MS = 1e6;

/** Time since the reader's request, ms; null stays null. */
export function sinceRequestMs(atNs: number | null | undefined, { zeroNs }: JoinedRead): number | null {
  return atNs == null ? null : (atNs - zeroNs) / NS_PER_MS;
}

/** Median, 99th percentile (nearest rank) and maximum; nulls for an empty list. */
export function quantilesOf(values: readonly number[]): ReaderMetrics["holdMs"] {
  if (values.length === 0) return { p50: null, p99: null, max: null };
  const [p50, p99, max] = quantile([...values], [0.5, 0.99, 1]) as [number, number, number];
  return { p50, p99, max };
}

/**
 * Emission and arrival as the metrics document states them: tokens that the send log knows, paired, in order of arrival; then the
 * emissions of the generation that was read which never arrived. Unknown origin: the arrivals alone.
 */
export function timeLine(join: JoinedRead): Pick<ReaderMetrics, "sentMs" | "arrivedMs"> {
  const ms = (atNs: number): number => (atNs - join.zeroNs) / NS_PER_MS;
  if (join.scenario === null) return { sentMs: [], arrivedMs: join.received.map((token) => ms(token.atNs)) };
  const known = join.received.filter((token) => token.sent !== null);
  const arrived = new Set(known.map((token) => token.sent));
  const missing = join.read?.tokens.filter((token) => !arrived.has(token)) ?? [];
  return {
    sentMs: [...known.map((token) => ms(token.sent!.sentAtNs)), ...missing.map((token) => ms(token.sentAtNs))],
    arrivedMs: known.map((token) => ms(token.atNs)),
  };
}

/** Times of the tokens: TTFT (first text - request), TPOT = (last - first token) / (tokens - 1), ITL = gaps between arrivals. */
export function tokenTimes(join: JoinedRead): Pick<ReaderMetrics, "ttftMs" | "tpotMs" | "itlMs"> {
  const arrivals = join.received.map((token) => (token.atNs - join.zeroNs) / NS_PER_MS);
  const [first, last] = [arrivals.at(0) ?? null, arrivals.at(-1) ?? null];
  return {
    ttftMs: sinceRequestMs(join.record.pieces.at(0)?.atNs, join),
    tpotMs: first === null || last === null || arrivals.length < 2 ? null : (last - first) / (arrivals.length - 1),
    itlMs: quantilesOf(gapsOf(arrivals)),
  };
}

/** Hold = arrival - emission, per token; span ratio = arrival span / emission span, null where the emission has no span. */
export function holdTimes(
  sentMs: readonly number[],
  arrivedMs: readonly number[],
): Pick<ReaderMetrics, "holdMs" | "spanRatio"> {
  const pairs = Math.min(sentMs.length, arrivedMs.length);
  const emissionSpanMs = pairs < 2 ? 0 : sentMs[pairs - 1]! - sentMs[0]!;
  return {
    holdMs: quantilesOf(arrivedMs.slice(0, pairs).map((atMs, index) => atMs - sentMs[index]!)),
    spanRatio: emissionSpanMs > 0 ? (arrivedMs[pairs - 1]! - arrivedMs[0]!) / emissionSpanMs : null,
  };
}

/**
 * Tokens that arrived before they were sent, and by how much the worst did. The stamp of the emission is taken after the write has
 * returned, and a busy machine can keep the mock waiting between the two (measured: 17 ms at a load of 4): so a token is early only if it
 * came before its release, too, which no schedule allows.
 */
export function earlyTimes({ received }: JoinedRead): Pick<ReaderMetrics, "early" | "earlyMs"> {
  const early = received.flatMap(({ sent, atNs }) => {
    if (sent === null) return [];
    const beforeMs = (Math.min(sent.plannedAtNs, sent.sentAtNs) - atNs) / NS_PER_MS;
    return beforeMs > CLOCK_TOLERANCE_MS ? [(sent.sentAtNs - atNs) / NS_PER_MS] : [];
  });
  return { early: early.length, earlyMs: early.reduce((a, b) => Math.max(a, b), 0) };
}
