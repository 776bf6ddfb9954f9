import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { withHops } from "./listen.ts";
import type { Heard } from "./listen.ts";
import { measure } from "./measure/measure.ts";
import type { Tell } from "./measure/measure.ts";
import { untilQuiet } from "./measure/rig.ts";
import { LabError } from "./model/error.ts";
import type { LabEvent, Listener } from "./model/event.ts";
import type { ResolvedSide } from "./model/experiment.ts";
import type { RunningSide } from "./model/running.ts";
import type { Subject } from "./model/subject.ts";
import type { RunTrace, SideTrace } from "./model/trace.ts";
import type { Proof } from "./model/words.ts";
import type { RunOptions } from "./run.ts";
import { allGone, leave } from "./stack/shutdown.ts";
import { SideFailed, startStack } from "./stack/stack.ts";
import { collectFor } from "./verdict/index.ts";

/**
 * So many sides stand at once; the rest wait their turn. A side's stream is some twenty tokens a second: what loads the machine is the
 * starting of containers, and that is over before any side is measured. Where that was too much for this machine, as one attempt has
 * shown, the next has one a core, and the last one at a time.
 */
function sidesAtOnce(attempt: number): number {
  const cores = Math.max(1, availableParallelism());
  return [3 * cores, cores][attempt - 1] ?? 1;
}

/** What was started goes on for a while after it answers: threads, imports, the tools that started it. So long is waited for that at most. */
const QUIET_SAMPLE_MS = 100;
const QUIET_WITHIN_MS = 2_000;

type Options = Pick<RunOptions, "layers" | "keep" | "tap" | "env" | "listen" | "signal">;

/** What was recorded of a subject. */
export interface Measured {
  readonly sides: SideTrace[];
  /**
   * The same with what packets say of each hop. It comes while the sides are going down: a capture's tail needs a second, and the next
   * subject's sides can start meanwhile.
   */
  readonly heard: Promise<HeardSides>;
}

/** Sides with their hops. */
export interface HeardSides {
  readonly sides: SideTrace[];
  /** Packet captures by the side's name; of sides that stood on one stack, by the first one's. */
  readonly captures: Readonly<Record<string, readonly string[]>>;
}

/**
 * Starts, measures and takes down every side of a subject. A side that fails says why in its trace.
 * @param attempt which one this is, from 1: the machine was too busy in those before
 */
export async function measureSubject(subject: Subject, attempt: number, options: Options): Promise<Measured> {
  if (subject.sidesRun === "reloaded") return measureReloaded(subject, options);
  const waves: Measured[] = [];
  const together = subject.sidesRun === "in-turn" ? 1 : sidesAtOnce(attempt);
  for (let from = 0; from < subject.sides.length; from += together) {
    waves.push(await measureWave(subject, subject.sides.slice(from, from + together), options));
    options.signal.throwIfAborted();
  }
  const heard = Promise.all(waves.map((wave) => wave.heard)).then((all): HeardSides => ({
    sides: all.flatMap(({ sides }) => sides),
    captures: Object.assign({}, ...all.map(({ captures }) => captures)) as HeardSides["captures"],
  }));
  return { sides: waves.flatMap(({ sides }) => sides), heard };
}

/**
 * Starts some sides, measures all of them at the same time once all stand, and lets them go. What leaves from before must be gone by the
 * time that something is measured.
 */
async function measureWave(subject: Subject, sides: readonly ResolvedSide[], options: Options): Promise<Measured> {
  const { layers, keep, tap, env, listen, signal } = options;
  const names = sides.map(({ name }) => name);
  listen?.({ type: "phase", subject: subject.id, phase: "starting", sides: names });
  const run = runName();
  const stack = await startStack(sides, layers, { run, keep, tap, env });
  try {
    await allGone();
    await untilQuiet(QUIET_SAMPLE_MS, QUIET_WITHIN_MS, signal);
    listen?.({ type: "phase", subject: subject.id, phase: "measuring", sides: names });
    const traces = await Promise.all(
      stack.sides.map(async (start, index) =>
        start.status === "fulfilled"
          ? measureSide(subject, start.value, start.value.side, listen)
          : failedSide(sides[index]!, start.reason),
      ),
    );
    const stood = stack.sides.flatMap((start, index) =>
      start.status === "fulfilled" ? [{ places: start.value.places, traces: [traces[index]!] }] : [],
    );
    return { sides: traces, heard: heardSides(traces, withHops(stack.tap, stood, performance.now())) };
  } finally {
    leave(stack[Symbol.asyncDispose]());
  }
}

/** A side that did not stand has said nothing: its trace stays as it is. */
async function heardSides(traces: readonly SideTrace[], hearing: Promise<readonly Heard[]>): Promise<HeardSides> {
  const all = await hearing;
  const heard = new Map(all.flatMap((each) => each.traces).map((trace) => [trace.side.name, trace]));
  return {
    sides: traces.map((trace) => heard.get(trace.side.name) ?? trace),
    captures: Object.fromEntries(all.map((each) => [each.traces[0]!.side.name, each.files])),
  };
}

/** One stack stands for all sides; each side's configs are put in place of the last one's, and measured. */
async function measureReloaded(subject: Subject, options: Options): Promise<Measured> {
  const { layers, keep, tap, env, listen, signal } = options;
  const [first, ...others] = subject.sides;
  if (first === undefined) return unheard([]);
  listen?.({ type: "phase", subject: subject.id, phase: "starting", sides: [first.name] });
  const stack = await startStack([first], layers, { run: runName(), keep, tap, env, reloadable: true });
  try {
    const [start] = stack.sides;
    if (start?.status !== "fulfilled") return unheard(subject.sides.map((side) => failedSide(side, start?.reason)));
    const running = start.value;
    await allGone();
    const traces: SideTrace[] = [];
    for (const side of [first, ...others]) {
      signal.throwIfAborted();
      listen?.({ type: "phase", subject: subject.id, phase: "measuring", sides: [side.name] });
      traces.push(
        await (side === first ? Promise.resolve() : running.reconfigure(side)).then(
          () => measureSide(subject, running, side, listen),
          (error: unknown) => failedSide(side, error),
        ),
      );
    }
    const stood = [{ places: running.places, traces }];
    return { sides: traces, heard: heardSides(traces, withHops(stack.tap, stood, performance.now())) };
  } finally {
    leave(stack[Symbol.asyncDispose]());
  }
}

function unheard(sides: SideTrace[]): Measured {
  return { sides, heard: Promise.resolve({ sides, captures: {} }) };
}

function runName(): string {
  return randomBytes(3).toString("hex");
}

/** A lockstep run that streams is over by then, ms; one that is held does nothing but wait. */
const HEAD_START_MS = 500;

/**
 * The proofs of one side through the same path, on connections of their own: one after the other, or `together`, where lockstep, which goes
 * as fast as the path lets it and loads the machine as long as that takes, has a head start. The first that fails stops the others.
 * @returns what was recorded, in the order of the proofs; a LabError on the way is part of it, any other is thrown
 */
export async function measureSide(
  { id, proofs, proofsRun }: Pick<Subject, "id" | "proofs" | "proofsRun">,
  running: RunningSide,
  side: ResolvedSide,
  listen: Listener | null,
): Promise<SideTrace> {
  const failed = new AbortController();
  const run = (proof: Proof): Promise<RunTrace> =>
    measure(running, side, proof, telling(listen, id, side.name, proof), failed.signal).catch((error: unknown) => {
      failed.abort(error);
      throw error;
    });
  try {
    const runs = proofsRun === "in-turn" ? await inTurn(proofs, run) : await together(proofs, run, failed.signal);
    return {
      side,
      versions: { ...running.versions },
      ...(await running.collect(collectFor(side.expect))),
      runs,
      error: null,
    };
  } catch (error) {
    const { logs } = await running.collect({ peakMemory: [], logLines: {} });
    return { ...failedSide(side, error), versions: { ...running.versions }, logs };
  }
}

async function inTurn(proofs: readonly Proof[], run: (proof: Proof) => Promise<RunTrace>): Promise<RunTrace[]> {
  const runs: RunTrace[] = [];
  for (const proof of proofs) runs.push(await run(proof));
  return runs;
}

async function together(
  proofs: readonly Proof[],
  run: (proof: Proof) => Promise<RunTrace>,
  failed: AbortSignal,
): Promise<RunTrace[]> {
  const lockstep = proofs.includes("lockstep") ? run("lockstep") : null;
  const headStart = delay(HEAD_START_MS, undefined, { signal: failed }).catch(() => {});
  await Promise.race([lockstep, headStart]);
  return Promise.all(proofs.map((proof) => (proof === "lockstep" ? lockstep! : run(proof))));
}

function telling(listen: Listener | null, subject: string, side: string, proof: Proof): Tell {
  if (listen === null) return null;
  return (event) => listen({ ...event, subject, side, proof } as LabEvent);
}

/** A fault of the rig is part of the record, with what evidence there was; a fault of the program is not, and ends it. */
function failedSide(side: ResolvedSide, error: unknown): SideTrace {
  if (!(error instanceof LabError)) throw error;
  const { code, message, hint, observed } = error;
  const text = observed ? `${message} (${observed})` : message;
  const evidence = error instanceof SideFailed ? error.evidence : { versions: {}, logs: {} };
  return { side, ...evidence, peakMemoryMb: {}, runs: [], error: { code, message: text, hint: hint ?? null } };
}
