import { median } from "simple-statistics";
import { batchesOf } from "../../src/model/batches.ts";
import type { Expectation } from "../../src/model/expectation.ts";
import type { Config } from "../../src/model/experiment.ts";
import type { ReaderMetrics, ReaderObservation, RunObservation } from "../../src/model/observation.ts";
import type { ReadRecord } from "../../src/model/reader.ts";
import type { Finding, Judgement, MetricsDocument, SideVerdict, VerdictDocument } from "../../src/model/result.ts";
import { scenarioOf } from "../../src/model/scenario.ts";
import type { SentToken } from "../../src/model/scenario.ts";
import { SCHEMA_VERSION } from "../../src/model/trace.ts";
import type { RunTrace, SideTrace, TraceDocument } from "../../src/model/trace.ts";
import type { End, Handshake, VerdictWord } from "../../src/model/words.ts";
import { renderExperiment, storyOf } from "../../src/report/index.ts";
import type { Story } from "../../src/report/index.ts";

/** A page as a pipe has it. */
export const PLAIN = { width: 100, colour: false };

/**
 * What the stages before the report say of a side, stated by hand where it is not what a reader's own numbers are: the report's tests rest
 * on the model alone. Without a shape it is the one that is expected, or `streamed`.
 */
export interface Said {
  readonly seen?: Partial<ReaderObservation>;
  readonly readers?: Readonly<Record<string, Partial<ReaderObservation>>>;
  readonly run?: Partial<RunObservation>;
  readonly judgement?: Partial<Judgement>;
  readonly hops?: NonNullable<SideVerdict["hops"]>;
}
export type SaidOf = Readonly<Record<string, Said>>;

/** The report of a hand-written trace. */
export function render(
  trace: TraceDocument,
  page = PLAIN,
  said: SaidOf = {},
  more: Partial<VerdictDocument> = {},
): string {
  return renderExperiment({ ...documentsOf(trace, said, more), resultPath: RESULT_PATH }, page);
}

/** The same as a story. */
export function tell(trace: TraceDocument, said: SaidOf = {}, more: Partial<VerdictDocument> = {}): Story {
  return storyOf({ ...documentsOf(trace, said, more), resultPath: RESULT_PATH });
}

const RESULT_PATH = "results/written-by-hand/latest";

/** The documents that follow from a trace, with what is said of its sides. */
export function documentsOf(
  trace: TraceDocument,
  said: SaidOf = {},
  more: Partial<VerdictDocument> = {},
): { trace: TraceDocument; metrics: MetricsDocument; verdict: VerdictDocument } {
  const sides = Object.fromEntries(
    trace.sides.map((side) => [side.side.name, sideVerdict(side, said[side.side.name] ?? {})]),
  );
  const { subject, title, kind, layer, startedAt, durationMs, digest, attempts, controls } = trace;
  const words = Object.values(sides).map(({ judgement }) => judgement.verdict);
  const metrics = trace.sides.map(({ side, runs }) => [
    side.name,
    runs.map((run) => ({
      ...sides[side.name]!.observation.runs.map(({ handshake: _handshake, holdBytes: _holdBytes, ...own }) => own).find(
        ({ runId }) => runId === run.runId,
      )!,
      readers: Object.fromEntries(Object.entries(run.records).map(([name, record]) => [name, metricsOf(record, run)])),
    })),
  ]);
  const overridden = Object.keys({ ...trace.overrides.scenario, ...trace.overrides.images }).length > 0;
  return {
    trace,
    metrics: { schemaVersion: SCHEMA_VERSION, subject, sides: Object.fromEntries(metrics) as MetricsDocument["sides"] },
    verdict: {
      ...{ schemaVersion: SCHEMA_VERSION, subject, title, kind, layer, verdict: worstOf(words), doubts: [] },
      ...{
        startedAt,
        durationMs,
        digest,
        overridden,
        attempts,
        controls,
        notToldApart: [],
        sides,
        ...more,
      },
    },
  };
}

function worstOf(words: readonly VerdictWord[]): VerdictWord {
  const worst = (["fail", "inconclusive", "pass"] as const).find((word) => words.includes(word));
  return worst ?? "inconclusive";
}

function sideVerdict(trace: SideTrace, said: Said): SideVerdict {
  const { side, versions, peakMemoryMb, error } = trace;
  const runs = trace.runs.map((run) => observationOf(run, side.expect, said));
  const paced = runs.find(({ proof }) => proof === "paced");
  const findings = Object.values(paced?.readers ?? {}).flatMap((seen) => shapeFinding(seen, side.expect));
  const judged = findings.every(({ ok }) => ok) ? "pass" : "fail";
  const judgement: Judgement =
    error === null
      ? { verdict: judged, doubts: [], findings, quotes: {} }
      : { verdict: "inconclusive", doubts: [{ code: "side-failed", values: { ...error } }], findings: [], quotes: {} };
  const whole = { ...judgement, ...said.judgement };
  return { versions, observation: { runs, peakMemoryMb }, judgement: whole, ...(said.hops && { hops: said.hops }) };
}

function shapeFinding({ reader, shape }: ReaderObservation, expect: Expectation | undefined): Finding[] {
  const expected = expect?.readers?.[reader]?.shape ?? expect?.shape;
  return expected === undefined ? [] : [finding({ reader, expected, observed: shape, ok: shape === expected })];
}

/** A finding of the paced run, by what differs from a shape as expected. */
export function finding(more: Partial<Finding> = {}): Finding {
  const about = { what: "shape", of: null, reader: "reader", proof: "paced", unit: "word" } as const;
  return { ...about, expected: "held", observed: "held", ok: true, ...more };
}

function observationOf(run: RunTrace, expect: Expectation | undefined, said: Said): RunObservation {
  const { runId, proof, rig, sendLog } = run;
  const generations = sendLog?.generations ?? [];
  const lockstep = generations[0]?.lockstep ?? null;
  const readers = Object.entries(run.records).map(([name, record]) => {
    const numbers = numbersOf(record, run);
    const shape = expect?.readers?.[name]?.shape ?? expect?.shape ?? "streamed";
    const about = { shape, unclear: null, heldFromToken: shape === "held" ? 1 : null, silenceMs: null } as const;
    const more = { silenceBeforeToken: null, delayMs: numbers.holdMs.p50 };
    return [name, { ...numbers, ...about, ...more, ...said.seen, ...said.readers?.[name] }] as const;
  });
  return {
    ...{ runId, proof, rig, lockstep, requests: generations.length, generations: generations.length },
    ...{ tokensForNobody: 0, requestHeaders: {}, requestHttpVersion: "1.1" },
    readers: Object.fromEntries(readers),
    handshake: lockstep === null ? null : handshakeOf(lockstep),
    holdBytes:
      lockstep?.letGo === "middle"
        ? { over: lockstep.outstandingBytes! - 170, atMost: lockstep.outstandingBytes! }
        : null,
    ...said.run,
  };
}

function handshakeOf({ stoppedAtToken, letGo }: NonNullable<RunObservation["lockstep"]>): Handshake {
  if (stoppedAtToken === null) return "acknowledged";
  return letGo === "end" ? "held" : letGo === "middle" ? "let-go" : "broken-off";
}

const ENDS: Record<ReadRecord["end"], End> = {
  ...{ complete: "clean", reset: "reset", cut: "cut", "gave-up": "gave-up", left: "left", "time-up": "open" },
};

/** Numbers and stamps of one reader whose pieces are numbered tokens of its own generation. */
function metricsOf(record: ReadRecord, run: RunTrace): ReaderMetrics {
  const { sentMs, arrivedMs } = stampsOf(record, run);
  return { ...numbersOf(record, run), sentMs, arrivedMs };
}

function sinceMs({ requestSentAtNs, startedAtNs }: ReadRecord, ns: number): number {
  return (ns - (requestSentAtNs ?? startedAtNs)) / 1e6;
}

/** The tokens that arrived, in order of arrival, and when they and all others were sent. */
function stampsOf(
  record: ReadRecord,
  { sendLog }: RunTrace,
): { tokens: SentToken[]; sentMs: number[]; arrivedMs: number[] } {
  const sent = sendLog?.generations.find(({ reader }) => reader === record.reader)?.tokens ?? [];
  const tokens = record.pieces.flatMap(({ seq }) => sent.find((token) => token.seq === seq) ?? []);
  const missing = sent.filter((token) => !tokens.includes(token));
  return {
    tokens,
    sentMs: [...tokens, ...missing].map(({ sentAtNs }) => sinceMs(record, sentAtNs)),
    arrivedMs: record.pieces.map(({ atNs }) => sinceMs(record, atNs)),
  };
}

function numbersOf(record: ReadRecord, run: RunTrace): Omit<ReaderMetrics, "sentMs" | "arrivedMs"> {
  const { sendLog } = run;
  const { tokens, sentMs, arrivedMs } = stampsOf(record, run);
  const generation = sendLog?.generations.find(({ reader }) => reader === record.reader);
  const scenario = sendLog === null ? null : scenarioOf(sendLog, record.reader);
  const gapMs = typeof scenario?.gapMs === "number" ? scenario.gapMs : null;
  const batches = batchesOf(arrivedMs, gapMs);
  const holds = tokens.map((_token, index) => arrivedMs[index]! - sentMs[index]!).sort((a, b) => a - b);
  const most = holds.at(-1) ?? null;
  const { reader, status, responseHeaders, foreign, saying, headersAtNs } = record;
  return {
    ...{ reader, status, responseHeaders, contentEncoding: responseHeaders["content-encoding"] ?? null, saying },
    ...{ headersMs: headersAtNs === null ? null : sinceMs(record, headersAtNs), framing: "chunked" },
    ...{ ttfbMs: arrivedMs[0] ?? null, ttftMs: arrivedMs[0] ?? null, tpotMs: null, spanRatio: null },
    ...{ itlMs: { p50: null, p99: null, max: null }, releaseGapMs: gapMs },
    holdMs: { p50: holds[Math.floor(holds.length / 2)] ?? null, p99: most, max: most },
    ...{ tokens: arrivedMs.length, tokensPlanned: scenario?.tokens ?? null, tokensSent: sentMs.length },
    ...{ doubled: 0, lost: 0, outOfOrder: 0, batches: batches.length, batchesSent: sentMs.length },
    tokensPerBatch: batches.length === 0 ? null : median(batches.map((batch) => batch.length)),
    steps: stepsOf(batches, tokens),
    ...{ bodyBytes: 170 * arrivedMs.length, foreignBytes: foreign.bytes, foreignSample: foreign.sample },
    queueMs: generation === undefined ? null : sinceMs(record, generation.requestAtNs),
    ...{ endedMs: sinceMs(record, record.endedAtNs), headersBeforeToken: true, textIdentical: true, tokensOfOther: 0 },
    ...{ tokensReplayed: 0, early: 0, earlyMs: 0, undelivered: 0, toldMs: null, end: ENDS[record.end] },
  };
}

function stepsOf(batches: readonly number[][], tokens: readonly SentToken[]): ReaderMetrics["steps"] {
  const bytes = batches.slice(0, -1).map((batch) => batch.reduce((sum, index) => sum + (tokens[index]?.bytes ?? 0), 0));
  if (bytes.length === 0) return null;
  return { count: bytes.length, minBytes: Math.min(...bytes), maxBytes: Math.max(...bytes), threshold: null };
}

/** A layer's config of one file, `<name>.conf`, or of these. */
export function config(name: string, text: string | Readonly<Record<string, string>>): Config {
  return { name, files: typeof text === "string" ? { [`${name}.conf`]: text } : { ...text }, source: "layer" };
}
