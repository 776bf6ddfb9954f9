/**
 * A silence that models and tools have in practice. What cuts it is a fault, so a limit of just so much is one; a longer limit is told, and
 * is none. Seconds.
 */
export const SILENCE_S = 30;
/** An answer that takes so long is usual. What cuts it is a fault, a limit of just so much too. Seconds. */
export const ANSWER_S = 120;
/** A limit is set to this in a copy, so that it can be seen without waiting for it. Seconds. */
export const SCALED_S = 2;
/** ... and is seen where the cut comes between these. Milliseconds. */
export const SCALED_MS = { from: 1_400, to: 3_400, silence: 4_000 } as const;
/** A hold of less than this might be a stall of the machine: it is measured again, and the second result counts. Bytes. */
export const DOUBTFUL_BYTES = 1_000;
/**
 * A token that takes longer than this from origin to reader, in the median of a lockstep run, was made to wait: TCP_CORK lets go after 200 ms
 * (tcp(7)). Milliseconds.
 */
export const WAITS_MS = 100;
/** A limit that is a fault is waited for up to this, so that its cure can be seen. Seconds. */
export const WAITED_S = 33;
/** ... and so much longer, so that it has cut by then. Milliseconds. */
export const WAITED_MORE_MS = 1_500;
