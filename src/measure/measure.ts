import { LabError } from "../model/error.ts";
import type { LabEvent } from "../model/event.ts";
import type { ResolvedReader, ResolvedSide } from "../model/experiment.ts";
import { plannedDurationMs } from "../model/pace.ts";
import type { ReadRecord } from "../model/reader.ts";
import type { RunningSide } from "../model/running.ts";
import type { SendLog } from "../model/scenario.ts";
import { answerText } from "../model/text.ts";
import type { RunTrace } from "../model/trace.ts";
import type { Proof } from "../model/words.ts";
import { startActs } from "./acts.ts";
import { currentLog, endedLog, followSent, programMock } from "./mock.ts";
import { planOf, programFor } from "./plan.ts";
import { read } from "./reader.ts";
import { cpuTicks, rigHealth } from "./rig.ts";

/** What a stream tells while it runs, before it is known whose it is. */
export type StreamEvent = Extract<LabEvent, { type: "stream-started" | "sent" | "arrived" | "stream-ended" }>;
type Untold<T> = T extends unknown ? Omit<T, "subject" | "side" | "proof"> : never;
/** Takes the events of one stream; null where nobody listens, and then nothing is asked for it. */
export type Tell = ((event: Untold<StreamEvent>) => void) | null;

/**
 * One run of one side: programs the mock, lets every reader read, carries out the acts, fetches the send log.
 * @param stop aborted when another run of this side has failed: then this one proves nothing either
 * @throws LabError rig_failed, or the death of a layer as soon as it is seen
 */
export async function measure(
  running: RunningSide,
  side: ResolvedSide,
  proof: Proof,
  tell: Tell,
  stop: AbortSignal,
): Promise<RunTrace> {
  const { mockUrl } = running;
  const runId = running.nextRunId();
  const before = cpuTicks();
  // without a mock nobody plans: readers start at once
  const nowNs = mockUrl === null ? null : await programMock(mockUrl, runId, programFor(side, proof));
  const plans = Object.entries(side.readers).map(([name, { layer }]) => ({
    url: running.readerUrls[layer]!,
    plan: planOf(side, name, running.hostOf, runId, proof, nowNs),
  }));
  const originNs =
    nowNs === null ? Number(process.hrtime.bigint()) : Math.min(...plans.map(({ plan }) => plan.startAtNs));
  const over = new AbortController();
  const signal = AbortSignal.any([running.died, stop, over.signal]);
  const leadMs = nowNs === null ? 0 : (originNs - nowNs) / 1e6;
  const acts = startActs(running, proof === "paced" ? side.acts : [], { mockUrl, runId, leadMs, over, stop });
  const atMs = (atNs: number): number => (atNs - originNs) / 1e6;
  try {
    tell?.({ type: "stream-started", plannedMs: longestMs(side) });
    const sent = tell && mockUrl !== null ? followSent(mockUrl, runId, signal) : null;
    sent?.on(([reader, seq, atNs]) => tell?.({ type: "sent", reader, seq, atMs: atMs(atNs) }));
    const reads = plans.map(({ url, plan }) =>
      read(url, plan, ([seq, atNs]) => tell?.({ type: "arrived", reader: plan.reader, seq, atMs: atMs(atNs) }), signal),
    );
    const list = await Promise.all(reads);
    await acts.finish();
    await running.assertAlive(list.some((record) => brokenOff(record, side.readers[record.reader]!)));
    const records: Record<string, ReadRecord> = Object.fromEntries(list.map((record) => [record.reader, record]));
    const sendLog = mockUrl === null ? null : await untilEnded(mockUrl, runId);
    await sent?.finish();
    return { runId, proof, sendLog, records, rig: rigHealth(sendLog, records, before, cpuTicks()) };
  } finally {
    tell?.({ type: "stream-ended" });
    over.abort(new LabError("rig_failed", "the run is over"));
  }
}

/** How long the slowest answer is meant to take, from the first reader's start. */
function longestMs({ readers }: ResolvedSide): number {
  return Math.max(0, ...Object.values(readers).map((each) => each.startMs + plannedDurationMs(each.scenario)));
}

/** Whether an answer ended before its last token other than by the reader's own doing: as a layer that dies would end it. */
function brokenOff({ end, pieces }: ReadRecord, { scenario }: ResolvedReader): boolean {
  const received = pieces.reduce((sum, { text }) => sum + text.length, 0);
  return end !== "left" && end !== "time-up" && received < answerText(scenario, scenario.tokens).length;
}

/** A run that no request reached has no generation to wait for. */
async function untilEnded(mockUrl: string, runId: string): Promise<SendLog> {
  const log = await currentLog(mockUrl, runId);
  return log.generations.length === 0 ? log : endedLog(mockUrl, runId);
}
