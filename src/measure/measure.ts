import { setTimeout as delay } from "node:timers/promises";
import { LabError } from "../model/error.ts";
import type { Act } from "../model/experiment.ts";
import type { ReadRecord } from "../model/reader.ts";
import type { RunningSide } from "../model/running.ts";
import type { SendLog } from "../model/scenario.ts";
import type { RunTrace } from "../model/trace.ts";
import type { Proof } from "../model/words.ts";
import { currentLog, endedLog, programMock, tokenSent } from "./mock.ts";
import { planOf, scenarioFor } from "./plan.ts";
import { read } from "./reader.ts";
import { cpuTicks, rigHealth } from "./rig.ts";

/** Called for each token of each reader: ms since the side's first reader was to start. */
export type OnToken = (atMs: number) => void;

/**
 * One run of one side: programs the mock, lets every reader read, carries out the acts, fetches the send log.
 * @throws LabError rig_failed, or the death of a layer as soon as it is seen
 */
export async function measure(running: RunningSide, proof: Proof, onToken: OnToken): Promise<RunTrace> {
  const { side, mockUrl } = running;
  // each side has a mock of its own, so the proof's name is enough; short, because it stands in every event
  const runId = proof;
  const before = cpuTicks();
  const nowNs = await programMock(mockUrl, runId, scenarioFor(side, proof));
  const plans = Object.entries(side.readers).map(([name, reader]) => ({
    url: running.readerUrls[reader.layer]!,
    plan: planOf(side, name, reader, runId, proof, nowNs),
  }));
  const originNs = Math.min(...plans.map(({ plan }) => plan.startAtNs));
  const over = new AbortController();
  const signal = AbortSignal.any([running.died, over.signal]);
  const acts = startActs(running, proof === "paced" ? side.acts : [], runId, (originNs - nowNs) / 1e6, over);
  try {
    const reads = plans.map(({ url, plan }) => read(url, plan, ([, atNs]) => onToken((atNs - originNs) / 1e6), signal));
    const list = await Promise.all(reads);
    await acts.finish();
    await running.assertAlive(list.some((record) => brokenOff(record, side.scenario.tokens)));
    const records: Record<string, ReadRecord> = Object.fromEntries(list.map((record) => [record.reader, record]));
    const sendLog = await untilEnded(mockUrl, runId);
    return { proof, sendLog, records, rig: rigHealth(sendLog, records, before, cpuTicks()) };
  } finally {
    over.abort(new LabError("rig_failed", "the run is over"));
  }
}

/**
 * Starts to wait for each act's token or time, then performs it. An act that fails aborts `over` with its error, and so every read.
 * @returns finish(): waits for the acts that have begun; throws if one never began, because then the run proves nothing about it
 */
function startActs(running: RunningSide, acts: readonly Act[], runId: string, leadMs: number, over: AbortController) {
  const waiting = new Set(acts);
  const performed = acts.map(async (act) => {
    try {
      if ("token" in act.at) await tokenSent(running.mockUrl, runId, act.at.token, over.signal);
      else await delay(leadMs + act.at.ms, undefined, { signal: over.signal });
      waiting.delete(act);
      await running.perform(act);
    } catch (error) {
      over.abort(error);
    }
  });
  return {
    finish: async (): Promise<void> => {
      const [missed] = waiting;
      if (missed) {
        throw new LabError(
          "rig_failed",
          `act ${missed.do} on ${missed.layer} never happened: every reader had ended before`,
          {
            observed: `waited for ${JSON.stringify(missed.at)}`,
          },
        );
      }
      await Promise.all(performed);
      over.signal.throwIfAborted();
    },
  };
}

/** Whether an answer ended before its last token, other than by the reader's own doing. */
function brokenOff({ errorCode, events }: ReadRecord, tokens: number): boolean {
  const whole = events.filter((event) => event.kind === "token").length >= tokens;
  return !whole && errorCode !== "left" && errorCode !== "timeout";
}

/** A run that no request reached has no generation to wait for. */
async function untilEnded(mockUrl: string, runId: string): Promise<SendLog> {
  const log = await currentLog(mockUrl, runId);
  return log.generations.length === 0 ? log : endedLog(mockUrl, runId);
}
