/**
 * Where a hop's verdict is decided. Measured on 366 hops of known configuration: one that passes has a median wait below 1.1 ms, and less
 * than 6 % of its arrivals wait longer than 10 ms; one that holds has a median of 89 ms or more, and more than 90 %.
 */

/** An arrival that stays longer than this has waited, ms. */
export const WAITED_MS = 10;
/**
 * A hop holds from this share of arrivals that waited on, if the mean of all is that long; or if nearly all waited, however shortly. On a
 * machine whose cores were busy 95 % of the time, 16 innocent hops had shares of 0.2 to 0.7 and means of 10 to 26 ms; those that hold have
 * means of 54 ms or more.
 */
export const HOLDS = [
  { share: 0.2, meanMs: 40 },
  { share: 0.9, meanMs: 10 },
] as const;
/** Up to this share it passes. Between them nobody can tell. */
export const PASSES_SHARE = 0.08;
/** What must have come, so that there was something to hold: arrivals, the time they took, the share of bytes outside the largest. */
export const TESTABLE = { arrivals: 3, spanMs: 40, outsideLargest: 0.25 } as const;
/** First bytes that stay so long, and bytes that never leave within it, prove that a hop holds, ms. */
export const PROOF_MS = 150;
/** What never left counts from this share of the answer on, or from so many bytes: a hop may drop an end marker. */
export const STALLED = { share: 0.1, bytes: 16_384 } as const;
/** A wait that is the reader's window by this share is none of the hop's. */
export const WINDOW_SHARE = { passes: 0.8, unknown: 0.5 } as const;
/** Steps that left, as a share of those that came, below which bytes were put together. */
export const FEWER_STEPS = 0.8;
/** An answer that came in fewer than this share of the origin's steps was put together further in. */
export const LUMPS_SHARE = 0.5;
/** How far the bytes may lag behind, as a share of the answer's time, where only the next byte that leaves can be seen. */
export const LAG_SHARE = 0.25;
