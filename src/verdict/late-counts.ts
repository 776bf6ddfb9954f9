import type { RunObservation, SideObservation } from "../model/observation.ts";
import type { Generation } from "../model/scenario.ts";
import type { RunTrace, SideTrace } from "../model/trace.ts";
import { rigDelayMs } from "./forgive.ts";

const NS_PER_MS = 1e6;

/** What the rig's lateness may have made of the counts of a side, which no shift of arrivals (forgive.ts) shows. */
export interface LateCounts {
  /** All that may have been: a fail that one of them excuses is not the path's. */
  readonly possible: readonly SideObservation[];
  /** Those that a pass must stand, too. */
  readonly telling: readonly SideObservation[];
}

/**
 * Two counts are taken by the clock. Tokens for nobody: each gap that the rig was late is one more or one fewer. And the events outstanding
 * when the handshake let go: the mock sends one each step until it hears of it, so each step that the news was late is one more, and at the
 * answer's end a path that let go looks as if it held.
 */
export function lateCounts(trace: SideTrace, observation: SideObservation): LateCounts {
  const nobody = forNobody(observation, trace);
  const letGo = trace.runs.flatMap((run) => letGoBefore(observation, run));
  const possible = [...nobody, ...letGo.map(({ seen }) => seen)];
  return { possible, telling: [...nobody, ...letGo.filter(({ told }) => told).map(({ seen }) => seen)] };
}

function forNobody(observation: SideObservation, trace: SideTrace): SideObservation[] {
  const late = ({ runId, proof, readers }: RunObservation): number => {
    // of the trace: a forgiven observation has no lateness any more
    const rig = trace.runs.find((run) => run.runId === runId)?.rig;
    const gapsMs = Object.values(readers).flatMap(({ releaseGapMs }) => releaseGapMs ?? []);
    return proof === "lockstep" || rig === undefined || gapsMs.length === 0
      ? 0
      : Math.floor(rigDelayMs({ rig }) / Math.min(...gapsMs));
  };
  if (observation.runs.every((run) => late(run) === 0)) return [];
  return [-1, 1].map((sign) => ({
    ...observation,
    runs: observation.runs.map((run) => ({
      ...run,
      tokensForNobody: Math.max(0, run.tokensForNobody + sign * late(run)),
    })),
  }));
}

interface LetGo {
  readonly seen: SideObservation;
  /** The reader's own stamp says that the path had let go by then: the rest is the acknowledgement's lateness alone. */
  readonly told: boolean;
}

/** The same side, had the news come at once: for each earlier event that the path may have let go with, within the rig's delay. */
function letGoBefore(observation: SideObservation, trace: RunTrace): LetGo[] {
  const run = observation.runs.find(({ runId }) => runId === trace.runId);
  const generation = firstWithHandshake(trace);
  const stepMs = trace.sendLog?.scenario.lockstep?.stepMs;
  if (run === undefined || generation === null || stepMs === undefined || trace.proof !== "lockstep") return [];
  if (run.handshake !== "let-go" && run.handshake !== "held") return [];
  const held = run.handshake === "held";
  const events = outstanding(generation, held);
  const last = events.at(-1);
  if (last === undefined) return [];
  // a path that held had one step more to let go in, before the answer's end
  const sinceNs = last.sentAtNs + (held ? stepMs * NS_PER_MS : 0) - rigDelayMs(trace) * NS_PER_MS;
  const arrivedAtNs = firstStuckAtNs(trace, generation);
  return (held ? events : events.slice(0, -1)).flatMap(({ sentAtNs, over, atMost }, index): LetGo[] => {
    if (sentAtNs < sinceNs) return [];
    const moved: RunObservation = { ...run, handshake: "let-go", holdBytes: { over, atMost } };
    const seen = { ...observation, runs: observation.runs.map((each) => (each === run ? moved : each)) };
    const next = events[index + 1];
    return [{ seen, told: !held && next !== undefined && arrivedAtNs !== null && arrivedAtNs < next.sentAtNs }];
  });
}

function firstWithHandshake({ sendLog }: RunTrace): Generation | null {
  const oldestFirst = (sendLog?.generations ?? []).toSorted((a, b) => a.requestAtNs - b.requestAtNs);
  return oldestFirst.find(({ lockstep }) => lockstep !== null) ?? null;
}

interface Outstanding {
  readonly sentAtNs: number;
  /** Bytes outstanding before this event, and with it. */
  readonly over: number;
  readonly atMost: number;
}

/** The events that were sent while the path held, the one that got stuck first; of a path that held to the end, all. */
function outstanding({ tokens, lockstep }: Generation, held: boolean): Outstanding[] {
  let passed = 0;
  const all = tokens.slice(lockstep?.acknowledged ?? 0).map(({ sentAtNs, bytes }) => {
    passed += bytes;
    return { sentAtNs, over: passed - bytes, atMost: passed };
  });
  return held ? all : all.filter(({ over }) => over < (lockstep?.outstandingBytes ?? 0));
}

/** When the token that got stuck was at the reader, by the reader's own stamp; null: never, or its tokens have no number. */
function firstStuckAtNs({ records }: RunTrace, { lockstep }: Generation): number | null {
  const stuck = lockstep?.stoppedAtToken ?? Infinity;
  const times = Object.values(records).flatMap(({ pieces }) =>
    pieces.flatMap(({ seq, atNs }) => (seq !== null && seq >= stuck ? [atNs] : [])),
  );
  return times.length === 0 ? null : Math.min(...times);
}
