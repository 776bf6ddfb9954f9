import { MIN_LATE_MS } from "../model/thresholds.ts";

/**
 * Every threshold of the shapes, stated once. Most are shares of the stream itself, so that they hold for any pace; those in ms are floors,
 * below which the clockwork of a busy machine decides and not the path. The controls calibrate them: `passthrough` must be streamed and
 * `hold-all` held, each far from the limit.
 */

/** Late: the low quantile of the holds is above so many ms, or this share of a gap, whichever is larger. Streamed readers have 0.5 ms. */
export const DELAY_MS = 10;
export const DELAY_GAP_SHARE = 1 / 10;
/**
 * ... and, of few tokens, it is the same delay for most: three quarters are late by no more than so many times what all are late by. Jitter
 * is no delay: of holds spread evenly between nothing and 0.9 gaps, the low quantile alone is above the limit in one of four streams of 24
 * tokens, but in one of forty at most from 100 tokens on. There the low quantile decides.
 */
export const CONSTANT_FACTOR = 2;
export const MANY_TOKENS = 100;
export const MOST_QUANTILE = 0.75;

/** Holds are compared at these quantiles: a busy machine adds 20 to 50 ms to single tokens. What is rare, and long, is a silence. */
export const LOW_QUANTILE = 0.05;
export const HIGH_QUANTILE = 0.95;
/** In pace: the high quantile is within so many gaps (or what a busy machine adds). */
export const IN_PACE_GAPS = 1;

/** A silence of the path: it made a gap longer by more than this many gaps, or ms, whichever is more. People feel a quarter of a second. */
export const SILENCE_GAPS = 3;
export const SILENCE_MS = 250;

/** With fewer tokens a busy machine may have been late with each of them, so that a small delay cannot be told from its own. */
export const FEW_TOKENS = 8;
/** An emission of no more than this, from first to last token, ms: held and in time look the same, unless every hold is far shorter. */
export const RESOLUTION_MS = MIN_LATE_MS;
export const SEEN_SHARE = 1 / 4;

/**
 * A lump: tokens of several releases that arrive in one batch (BATCH_GAP_SHARE), the first of them after the last was sent, as the stamps
 * tell, which are taken after the write: within this share of a gap. Jitter of 0.9 gaps is no lump.
 */
export const LUMP_STAMP_SHARE = 1 / 20;
/** Batched: at least this share of the tokens arrives in lumps. */
export const LUMPED_SHARE = 1 / 2;
/** ... lumps that waited no longer than a busy machine may take count only where (nearly) everything comes in lumps. */
export const ALL_LUMPED_SHARE = 9 / 10;
/** ... and less than this share goes by in pace, in runs of at least so many tokens: else it is a stream in pace that fell silent. */
export const PACE_SHARE = 1 / 4;
export const PACE_RUN_TOKENS = 3;

/** Held: the lump is let go within this share of the time that its tokens took to be sent. A constant delay has 1, all along slower more. */
export const LET_GO_SHARE = 3 / 4;
/** ... when the model had sent all but this share of the lump (none of fewer than ten tokens): a buffer that nearly fits the answer. */
export const END_SHARE = 1 / 10;
/** ... whatever became of the tokens before, where the lump is at least this share of the answer. */
export const MOSTLY_SHARE = 3 / 4;
/** ... however late it came, where the lump is more than this share; a smaller one that came later than it took to send is a silence. */
export const HALF = 1 / 2;

/** Stretched: the largest of the pauses, one in so many, make up no more than this share of the whole: it is slower all along. */
export const ALL_ALONG_TENTH = 10;
export const ALL_ALONG_SHARE = 0.6;

/** Replayed: more than this share of the tokens was sent before the reader asked. */
export const REPLAYED_SHARE = 1 / 2;

/**
 * Queued: the request took longer than this to reach the model, ms, whatever the stream's length. The first request through a cold
 * framework on a busy machine took 400; a request that waits for another's answer takes seconds.
 */
export const QUEUED_MS = 500;

/** Of arrivals alone. Held: all within this share of the wait for the first of them; no model sends so fast after so long. */
export const LOOKS_HELD_SHARE = 1 / 10;
/** ... stepped: most tokens arrive closer together than this share of a wide gap (one of the widest tenth). A model's own gaps vary by less. */
export const LOOKS_STEP_SHARE = 1 / 6;
export const WIDE_QUANTILE = 0.9;
/** ... and silent: a gap of so many usual ones, and so many ms at least: the model's own pauses are in it. */
export const LOOKS_SILENT_GAPS = 10;
export const LOOKS_SILENT_MS = 1000;
