import * as v from "valibot";
import type { Expectation } from "../../src/model/expectation.ts";
import type { ResolvedReader, ResolvedSide } from "../../src/model/experiment.ts";
import type { Piece, ReadRecord } from "../../src/model/reader.ts";
import { Scenario } from "../../src/model/scenario.ts";
import type { Generation, LockstepLog, ScenarioInput } from "../../src/model/scenario.ts";
import { tokenTexts } from "../../src/model/text.ts";
import { SCHEMA_VERSION } from "../../src/model/trace.ts";
import type { RunTrace, SideTrace, TraceDocument } from "../../src/model/trace.ts";
import { originName, runId } from "../../src/model/wire.ts";
import { inPace, toTheEnd } from "./paths.ts";
import type { Path } from "./paths.ts";

/** Uptime at which every hand-written trace begins: far from zero, so that a forgotten subtraction shows. */
const START_NS = 5_000_000_000;
const RUN_ID = runId(1);
const HEALTHY = { mockLatenessMaxMs: 0.5, readerDelayMaxMs: 1, steal: 0, busy: 0.2 };

/** One stream of one reader, by what differs from a clean answer of 24 tokens, 75 ms apart, that arrives in pace. */
export interface Stream {
  readonly scenario?: ScenarioInput;
  readonly path?: Path;
  readonly reader?: string;
  /** Start after the run's own, and from the request to its arrival at the model. */
  readonly startMs?: number;
  readonly queueMs?: number;
  /** What the mock really did, where it did not keep its schedule. */
  readonly emit?: (plannedMs: number) => number;
  readonly lockstep?: LockstepLog;
  readonly marker?: boolean;
  /** What the path made of the pieces that arrive. */
  readonly pieces?: (pieces: Piece[]) => Piece[];
  /** Reads another reader's generation (by number), or its own. */
  readonly readsGeneration?: number;
  readonly generation?: Partial<Generation>;
  readonly record?: Partial<ReadRecord>;
}

/** A run from one stream or several, all of one scenario (the first one's). */
export function run(stream: Stream | readonly Stream[] = {}, more: Partial<RunTrace> = {}): RunTrace {
  const streams = Array.isArray(stream) ? (stream as readonly Stream[]) : [stream as Stream];
  const scenario = v.parse(Scenario, streams[0]?.scenario ?? {});
  const proof = more.proof ?? "paced";
  const told = proof === "lockstep" ? { ...scenario, lockstep: { deadlineMs: 1500, stepMs: 30 } } : scenario;
  const generations = streams.flatMap((each, index) =>
    each.readsGeneration === undefined ? [generationOf(each, index + 1, told)] : [],
  );
  const records = streams.map((each, index) => recordOf(each, each.readsGeneration ?? index + 1, generations, told));
  return {
    runId: RUN_ID,
    proof,
    sendLog: { runId: RUN_ID, scenario: told, readers: {}, generations },
    records: Object.fromEntries(records.map((record) => [record.reader, record])),
    rig: HEALTHY,
    ...more,
  };
}

/** A lockstep run: `acknowledged`, `held` and `let-go` as the mock's log would say it. */
export function handshake(how: "acknowledged" | "held" | "let-go", scenario: ScenarioInput = {}): RunTrace {
  const { tokens } = v.parse(Scenario, scenario);
  const lockstep: LockstepLog =
    how === "acknowledged"
      ? { acknowledged: tokens, stoppedAtToken: null, outstandingBytes: null, letGo: null }
      : { acknowledged: 0, stoppedAtToken: 1, outstandingBytes: 4080, letGo: how === "held" ? "end" : "middle" };
  return run({ scenario, lockstep, path: how === "acknowledged" ? inPace : toTheEnd }, { proof: "lockstep" });
}

function ns(ms: number): number {
  return START_NS + Math.round(ms * 1e6);
}

function generationOf(stream: Stream, number: number, scenario: Scenario): Generation {
  const { startMs = 0, queueMs = 1, emit = (ms: number) => ms, lockstep = null, reader = "reader" } = stream;
  const gaps =
    typeof scenario.gapMs === "number" ? [scenario.gapMs] : Array.isArray(scenario.gapMs) ? scenario.gapMs : [75];
  const releaseMs = (release: number): number =>
    Array.from({ length: release }, (_, index) => gaps[index % gaps.length]!).reduce((a, b) => a + b, 0);
  const requestMs = startMs + queueMs;
  const tokens = Array.from({ length: scenario.cut?.afterToken ?? scenario.tokens }, (_, index) => {
    const stalledMs = scenario.stalls.reduce((sum, stall) => sum + (stall.beforeToken <= index + 1 ? stall.ms : 0), 0);
    const plannedMs = scenario.ttftMs + releaseMs(Math.floor(index / scenario.releaseEvery)) + stalledMs;
    const sentAtNs = ns(requestMs + emit(plannedMs)) + 20_000;
    return { seq: index + 1, plannedAtNs: ns(requestMs + plannedMs), sentAtNs, bytes: 170 };
  });
  return {
    ...{
      generation: number,
      reader,
      requestAtNs: ns(requestMs),
      headersAtNs: ns(requestMs),
      tokens,
      dialect: "openai",
    },
    request: { method: "POST", target: "/v1/chat/completions", httpVersion: "1.1", headers: { host: "upstream:8080" } },
    ...{ bytesWritten: tokens.length * 170, readerGoneAtNs: null, tokensAfterGone: 0 },
    ...{ endedAtNs: tokens.at(-1)?.sentAtNs ?? ns(requestMs), end: "done", lockstep, ...stream.generation },
  };
}

function recordOf(stream: Stream, number: number, generations: readonly Generation[], scenario: Scenario): ReadRecord {
  const { path = inPace, startMs = 0, marker = scenario.format !== "text", reader = "reader" } = stream;
  const { pieces = (all: Piece[]) => all } = stream;
  const tokens = generations.find((generation) => generation.generation === number)?.tokens ?? [];
  const allSentMs = tokens.map((token) => (token.sentAtNs - ns(startMs)) / 1e6);
  const arrivals = allSentMs.flatMap((sentMs, index) => {
    const atMs = path(sentMs, index, allSentMs);
    return atMs === null ? [] : [{ seq: index + 1, atNs: ns(startMs + atMs) }];
  });
  const origin = scenario.format === "text" ? null : originName(RUN_ID, number);
  const tokenText = tokenTexts(scenario);
  const endedAtNs = (arrivals.at(-1)?.atNs ?? ns(startMs)) + 100_000;
  return {
    ...{ reader, startedAtNs: ns(startMs), requestSentAtNs: ns(startMs), headersAtNs: ns(startMs + 2), status: 200 },
    responseHeaders: { "content-type": "text/event-stream", "transfer-encoding": "chunked" },
    reads: arrivals.map(({ atNs }) => ({ atNs, bytes: 170 })),
    pieces: pieces(arrivals.map(({ atNs, seq }) => ({ atNs, text: tokenText(seq), seq, origin }))),
    events: marker ? [{ atNs: endedAtNs, kind: "done" }] : [],
    foreign: { bytes: 0, sample: "" },
    ...{ endedAtNs, end: "complete", saying: null, loopDelayMaxMs: 1, ...stream.record },
  };
}

/** A reader as the catalog resolves it: the probe, at the outermost layer. */
export function reader(scenario: Scenario, more: Partial<ResolvedReader> = {}): ResolvedReader {
  return {
    ...{ layer: "probe", startMs: 0, method: "POST", httpVersion: "1.1", at: "nginx", dialect: "openai" },
    entry: { scheme: "http", host: "upstream", port: 8080 },
    ...{ target: "/v1/chat/completions", headers: {}, body: {}, anonymous: false, scenario, ...more },
  };
}

/** A side that expects this (undefined: nothing) and recorded these runs. */
export function side(
  name: string,
  expect: Expectation | undefined,
  runs: readonly RunTrace[],
  more: Partial<Omit<SideTrace, "side">> & {
    side?: Partial<ResolvedSide>;
    readers?: Record<string, Partial<ResolvedReader>>;
  } = {},
): SideTrace {
  const { side: own, readers, ...rest } = more;
  const names = Object.keys(runs[0]?.records ?? { reader: null });
  const scenario = runs[0]?.sendLog?.scenario ?? v.parse(Scenario, {});
  return {
    side: {
      ...{ name, path: ["nginx", "app", "mock-llm"], beside: [], configs: {}, versions: {}, acts: [], scenario },
      readers: Object.fromEntries(names.map((each) => [each, reader(scenario, readers?.[each])])),
      ...(expect === undefined ? {} : { expect }),
      ...own,
    },
    ...{ versions: {}, logs: {}, peakMemoryMb: {}, runs: [...runs], error: null, ...rest },
  };
}

/** A document from its sides; the controls have passed. */
export function experiment(sides: readonly SideTrace[], more: Partial<TraceDocument> = {}): TraceDocument {
  return {
    ...{ schemaVersion: SCHEMA_VERSION, subject: "written-by-hand", title: "A trace written by hand", kind: "fix" },
    ...{ layer: "nginx", why: "the numbers say so", startedAt: "2026-11-21T00:00:00Z", durationMs: 4000 },
    ...{ rigBuild: "0", digest: "0", overrides: { scenario: {}, images: {} }, attempts: 1 },
    ...{ controls: { passed: true, control: null, verdict: null }, sides: [...sides], ...more },
  };
}
