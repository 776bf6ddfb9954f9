import { sum } from "simple-statistics";
import type { ResolvedSide } from "../model/experiment.ts";
import type { RunMetrics } from "../model/observation.ts";
import type { Generation } from "../model/scenario.ts";
import type { RunTrace } from "../model/trace.ts";
import { originName } from "../model/wire.ts";
import { isOwn } from "./own.ts";
import { readerMetrics } from "./reader.ts";

/**
 * All numbers of one run of one side. A request counts as a generation if the model generated a token for it, sent or for nobody. The
 * handshake is that of the first generation that has one: later ones are retries.
 */
export function runMetrics(run: RunTrace, side: ResolvedSide): RunMetrics {
  const generations = (run.sendLog?.generations ?? []).toSorted((a, b) => a.requestAtNs - b.requestAtNs);
  const known = run.sendLog !== null;
  const first = generations.at(0)?.request ?? null;
  return {
    runId: run.runId,
    proof: run.proof,
    readers: Object.fromEntries(Object.keys(run.records).map((name) => [name, readerMetrics(run, name, side)])),
    requests: known ? generations.length : null,
    generations: known ? generations.filter((each) => each.tokens.length + each.tokensAfterGone > 0).length : null,
    tokensForNobody: sum(generations.map((generation) => tokensForNobody(generation, run))),
    requestHeaders: first?.headers ?? null,
    requestHttpVersion: first?.httpVersion ?? null,
    lockstep: generations.find((generation) => generation.lockstep !== null)?.lockstep ?? null,
    rig: run.rig,
  };
}

/**
 * Tokens that nobody read: those generated after the model's own connection had closed (counted there, never logged as sent), and those
 * sent after every reader of the generation had gone before its end, because a layer kept the model's connection open.
 */
function tokensForNobody(generation: Generation, run: RunTrace): number {
  const readers = Object.entries(run.records).filter(([name]) => isOwn(generation, name, run));
  const goneAtNs = readers.map(([, record]) => (record.end === "complete" ? Infinity : record.endedAtNs));
  const lastGoneAtNs = goneAtNs.length === 0 ? Infinity : Math.max(...goneAtNs);
  const origin = originName(run.sendLog?.runId ?? run.runId, generation.generation);
  // the mock's stamp is taken after the write: on a busy machine the reader may have had the token by then, and gone
  const read = new Set(
    readers.flatMap(([, { pieces }]) => pieces.filter((piece) => piece.origin === origin).map(({ seq }) => seq)),
  );
  const sentAfter = generation.tokens.filter(({ seq, sentAtNs }) => sentAtNs > lastGoneAtNs && !read.has(seq)).length;
  return generation.tokensAfterGone + sentAfter;
}
