import { MIN_LATE_MS } from "../model/thresholds.ts";

/**
 * Every threshold of the verdict, stated once: how late the rig itself may be, and how many packets must say it. Those of a stream's shape
 * stand with the observation.
 */

/** The rig is starved when mock or reader were late by more than this share of the planned length (at least MIN_LATE_MS). */
export const STARVED_SHARE = 1 / 10;
/** ... in lockstep by this share of the deadline: a token and its acknowledgement pass four to six processes, hardly all at their worst. */
export const STARVED_DEADLINE_SHARE = 1 / 4;
/** ... or when the hypervisor stole more than this share of all CPU time: delays are then no longer those of the path. */
export const STEAL_LIMIT = 0.1;

/**
 * No core was free when more than this share of all CPU time was used. Then a layer that computes (a first request that imports half of
 * Python) takes several times as long, and no lateness of mock or reader tells by how much. Measured on two cores at a load of 15 to 20:
 * Django answered its first request after 667 ms, and nobody in the rig was late by more than 157.
 */
export const CROWDED_SHARE = 0.9;

/**
 * A hop is named from this share of a side's readers on. Measured: of 200 readers of one asyncio process, each of whom streamed, packets of
 * four said that it held. With ten readers or fewer one is enough.
 */
export const NAMED_SHARE = 0.1;

/**
 * The rig may have delayed a token by so many times the worst that was seen of mock and readers: once for them, once for the processes
 * between, which nobody watches. Measured with nothing in the path that holds, on two cores at a load of 4: the worst hold was 1.4 times.
 */
export const RIG_DELAY_FACTOR = 2;

/** The mock did not keep its pace when its emissions span less than this share of the plan (being late is counted as lateness). */
export const PACE_KEPT_SHARE = 0.9;
/** ... of a plan at least so long, ms: in a shorter one a single late token is half of it. */
export const MIN_PACED_MS = 2 * MIN_LATE_MS;
