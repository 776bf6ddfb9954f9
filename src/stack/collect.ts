import type { ResolvedSide } from "../model/experiment.ts";
import { placesOf } from "../model/experiment.ts";
import type { Collect, Collected } from "../model/running.ts";
import { MOCK } from "../model/wire.ts";
import type { Containers } from "./containers.ts";
import { judgedLog, keptLog } from "./logs.ts";
import { peakMemoryMb } from "./memory.ts";

/**
 * Reads peak memory and logs as asked. Logs are those of the path and of what stands beside it; readers and mock tell more in their records.
 * @param sinceMs start of the side's first run, ms since 1970: the health checks before it are no part of the runs
 */
export async function collect(
  what: Collect,
  side: ResolvedSide,
  containers: Containers,
  sinceMs: number | undefined,
): Promise<Collected> {
  const id = (place: string): string => containers.get(place)?.Id ?? "";
  const memory = await byPlace(what.peakMemory, (place) => peakMemoryMb(id(place)));
  const places = [...side.path, ...side.beside].filter((place) => place !== MOCK);
  const logs = await byPlace(places, (place) => judgedLog(id(place), what.logLines[place] ?? [], sinceMs));
  return { logs: known(logs), peakMemoryMb: known(memory) };
}

/** What could be read: a place without an answer is left out. */
function known<T>(answers: Readonly<Record<string, T | null>>): Record<string, T> {
  return Object.fromEntries(Object.entries(answers).filter((entry): entry is [string, T] => entry[1] !== null));
}

/** All that every container of a side has written so far, readers and mock included: what is left of one that did not start. */
export async function allLogs(side: ResolvedSide, containers: Containers): Promise<Record<string, string>> {
  const places = placesOf(side).filter((place) => containers.has(place));
  return known(await byPlace(places, (place) => keptLog(containers.get(place)?.Id ?? "")));
}

/** Asks for all places at once. */
export async function byPlace<T>(
  places: readonly string[],
  ask: (place: string) => Promise<T>,
): Promise<Record<string, T>> {
  return Object.fromEntries(await Promise.all(places.map(async (place) => [place, await ask(place)] as const)));
}
