import type { ReaderMetrics } from "../model/observation.ts";
import type { Pair } from "./pairs.ts";
import { longestPause, streamOf } from "./stream.ts";

type Numbers = Pick<ReaderMetrics, "end" | "undelivered" | "endedMs" | "sentMs" | "arrivedMs" | "releaseGapMs">;

/** The longest silence that the model did not make, ms, and the number of the token it came before; nulls: no token was to come. */
export interface Silence {
  readonly silenceMs: number | null;
  readonly silenceBeforeToken: number | null;
}

/**
 * How much longer than the model made it a gap was at the reader, the wait for the first token counted. An answer that never went on was
 * silent before the first token that did not arrive.
 */
export function silenceOf(m: Numbers, pairs: readonly Pair[]): Silence {
  const { pausesMs } = streamOf(pairs.length === 0 ? NONE : pairs, m.releaseGapMs, 0);
  const rest = longestPause({ pausesMs });
  const within = rest !== null && pausesMs[rest]! > pausesMs[0]! ? rest : 0;
  const tailMs = tailSilenceMs(m, pairs);
  if (tailMs > 0 && (pairs.length === 0 || tailMs > pausesMs[within]!)) {
    return { silenceMs: tailMs, silenceBeforeToken: pairs.length + 1 };
  }
  if (pairs.length === 0) return { silenceMs: null, silenceBeforeToken: null };
  return { silenceMs: Math.max(0, pausesMs[within]!), silenceBeforeToken: within + 1 };
}

const NONE: readonly Pair[] = [{ sentMs: 0, arrivedMs: 0, holdMs: 0 }];

/**
 * How long the reader still waited for a token that was sent and never arrived, over what the last one had been held; 0: for none, or the
 * response was at its end. From the reader's start, so the opening of its connection is in it.
 */
export function tailSilenceMs(m: Numbers, pairs: readonly Pair[]): number {
  if (m.undelivered === 0 || (m.end !== "left" && m.end !== "open")) return 0;
  const missing = m.sentMs.slice(m.arrivedMs.length);
  const firstMs = missing.reduce((a, b) => Math.min(a, b), Infinity);
  return Math.max(0, m.endedMs - firstMs - (pairs.at(-1)?.holdMs ?? 0));
}
