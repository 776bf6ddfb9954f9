/**
 * Every threshold of the verdict, stated once. All but the last three are shares of the stream itself, so they hold for any pace. The
 * controls calibrate them: `passthrough` must be streamed and `hold-all` held, each far from the limit (their usual values stand here).
 */

/** Replayed: more than this share of the tokens was sent before the reader asked. */
export const REPLAYED_SHARE = 1 / 2;

/** Held: so many of the tokens arrive within HELD_WINDOW_SHARE of the stream's length before the last one. `hold-all`: all; `passthrough`: a fifth. */
export const HELD_TOKENS_SHARE = 0.9;
/** A lump takes time to travel, on a busy machine more; a stream in pace brings a fifth of its tokens in a fifth of its length. */
export const HELD_WINDOW_SHARE = 1 / 5;
/**
 * Held: the holds add up to so much of what they would if every token had waited for the last emission. `hold-all`: 1; `passthrough`: 0;
 * k equal steps: about 1/k. It tells a held stream from a model that itself sends nearly everything at the end.
 */
export const HELD_WAIT_SHARE = 3 / 4;

/** Batched: at least this share of the tokens arrives in lumps of two releases or more. Jitter joins single tokens, not half of them. */
export const LUMPED_SHARE = 1 / 2;
/** One lump only, and at least this share of the tokens outside it and on time: one silence in a stream in pace, not steps. */
export const IN_PACE_SHARE = 1 / 4;

/** Stretched: the arrival span is more than so many emission spans. Jitter of a whole gap at the end of 24 tokens adds 0.04. */
export const STRETCHED_RATIO = 1.2;
/** ... and no single pause makes up more than this share of the excess: that would be one silence. */
export const ONE_PAUSE_SHARE = 1 / 2;

/**
 * Holds are compared at these quantiles, never at the extremes: a busy machine adds 20 to 50 ms to single tokens, and of 24 tokens the
 * worst one is above the upper quantile.
 */
export const LOW_QUANTILE = 0.05;
export const HIGH_QUANTILE = 0.95;
/** In pace: the high quantile of the holds is within so many gaps between releases (or MIN_LATE_MS). Delayed: their spread is. */
export const IN_PACE_GAPS = 1;

/** Queued: the request took longer than this share of the stream's length to reach the model. */
export const QUEUED_SHARE = 1 / 4;

/** The rig is starved when mock or reader were late by more than this share of the planned length: held is judged in fifths. */
export const STARVED_SHARE = 1 / 10;
/** ... in lockstep by this share of the deadline: a token and its acknowledgement pass four to six processes, hardly all at their worst. */
export const STARVED_DEADLINE_SHARE = 1 / 4;
/**
 * The rig may have delayed a token by so many times the worst that was seen of mock and readers: once for them, once for the processes
 * between, which nobody watches. Measured with nothing in the path that holds, on two cores at a load of 4: the worst hold was 1.4 times.
 */
export const RIG_DELAY_FACTOR = 2;
/** ... or when the hypervisor stole more than this share of all CPU time: delays are then no longer those of the path. */
export const STEAL_LIMIT = 0.1;
/** The mock did not keep its pace when its emissions span less than this share of the plan (being late is counted as lateness). */
export const PACE_KEPT_SHARE = 0.9;

/** What a busy machine adds to one token, ms. A hold below it is no hold, however close the releases are; nor is the rig starved by it. */
export const MIN_LATE_MS = 50;
/** Below this length a stream has no shape in ratios, ms: a single late token would be half of it. It is judged as one release. */
export const MIN_SPAN_MS = 2 * MIN_LATE_MS;
/** Queued at least so long, ms: a connection is opened and a request handled at every hop, each of which can be late. */
export const MIN_QUEUE_MS = 2 * MIN_LATE_MS;
