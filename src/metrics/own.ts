import type { Generation } from "../model/scenario.ts";
import type { RunTrace } from "../model/trace.ts";
import { originName } from "../model/wire.ts";

/**
 * True if this reader caused the generation: its name is on it, or nobody else can have. A generation without a name belongs to the
 * reader that asked first among those that received its tokens; without any such reader it counts for every one.
 */
export function isOwn(generation: Generation, readerName: string, run: RunTrace): boolean {
  const readers = Object.entries(run.records);
  if (readers.length === 1 || generation.reader === readerName) return true;
  if (generation.reader !== null) return false;
  const origin = originName(run.sendLog?.runId ?? run.runId, generation.generation);
  const receivers = readers.filter(([, record]) => record.pieces.some((piece) => piece.origin === origin));
  const [first] = receivers.sort(([, a], [, b]) => a.startedAtNs - b.startedAtNs);
  return first === undefined || first[0] === readerName;
}

/** Generations that this reader caused, oldest first; none where the origin is unknown. */
export function ownGenerations(run: RunTrace, readerName: string): Generation[] {
  return (run.sendLog?.generations ?? [])
    .filter((generation) => isOwn(generation, readerName, run))
    .sort((a, b) => a.requestAtNs - b.requestAtNs);
}
