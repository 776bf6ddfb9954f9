import { quantile } from "simple-statistics";
import type { ReaderMetrics } from "../model/result.ts";
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

/** Differences of neighbours: one fewer than the values. */
export function gapsOf(values: readonly number[]): number[] {
  return values.slice(1).map((value, index) => value - values[index]!);
}

/**
 * Emission and arrival as the metrics document states them: tokens that the send log knows, paired, in order of arrival; then the
 * emissions of the generation that was read which never arrived.
 */
export function timeLine(join: JoinedRead): Pick<ReaderMetrics, "sentMs" | "arrivedMs"> {
  const known = join.received.filter((token) => token.sent !== null);
  const arrived = new Set(known.map((token) => token.sent));
  const missing = join.read?.tokens.filter((token) => !arrived.has(token)) ?? [];
  const ms = (atNs: number): number => (atNs - join.zeroNs) / NS_PER_MS;
  return {
    sentMs: [...known.map((token) => ms(token.sent!.sentAtNs)), ...missing.map((token) => ms(token.sentAtNs))],
    arrivedMs: known.map((token) => ms(token.atNs)),
  };
}

/** Tokens on time: TTFT (first token - request), TPOT = (last - first) / (tokens - 1), ITL = gaps between arrivals. */
export function tokenTimes(join: JoinedRead): Pick<ReaderMetrics, "ttftMs" | "tpotMs" | "itlMs"> {
  const arrivals = join.received.map((token) => (token.atNs - join.zeroNs) / NS_PER_MS);
  const first = arrivals.at(0) ?? null;
  const last = arrivals.at(-1) ?? null;
  return {
    ttftMs: first,
    tpotMs: first === null || last === null || arrivals.length < 2 ? null : (last - first) / (arrivals.length - 1),
    itlMs: quantilesOf(gapsOf(arrivals)),
  };
}

/** Hold = arrival - emission, per token; span ratio = arrival span / emission span, null where the emission has no span. */
export function holdTimes(
  sentMs: readonly number[],
  arrivedMs: readonly number[],
): Pick<ReaderMetrics, "holdMs" | "spanRatio"> {
  const pairs = arrivedMs.length;
  const emissionSpanMs = pairs < 2 ? 0 : sentMs[pairs - 1]! - sentMs[0]!;
  return {
    holdMs: quantilesOf(arrivedMs.map((atMs, index) => atMs - sentMs[index]!)),
    spanRatio: emissionSpanMs > 0 ? (arrivedMs[pairs - 1]! - arrivedMs[0]!) / emissionSpanMs : null,
  };
}
