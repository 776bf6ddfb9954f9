/**
 * What more than one stage must know of the rig's own lateness. The thresholds of the shapes stand in src/observe/thresholds.ts, those of the
 * rig in src/verdict/thresholds.ts.
 */

/** What a busy machine adds to one token, ms: a hold below it proves nothing where few tokens have one. */
export const MIN_LATE_MS = 50;

/** The clock's tolerance, ms: two stamps of the same moment, each taken by a process that had to be woken up, differ by as much. */
export const CLOCK_TOLERANCE_MS = 1;

/** A moment, ms: what was sent so short before an end may have been on its way; two times what a busy machine adds. */
export const MOMENT_MS = 2 * MIN_LATE_MS;
