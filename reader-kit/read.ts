import type { ReadPlan, ReadRecord } from "../src/model/reader.ts";
import { openAcks } from "./acks.ts";
import type { OneRead, OnPieces, OpenRead } from "./client.ts";
import { until } from "./clock.ts";
import { ReaderFailure } from "./failure.ts";
import { watchLoop } from "./loop-delay.ts";

/**
 * Reads one response as the plan says: start, acknowledgements, leaving and time limit are kept here, for every client. A path that fails
 * in any way is a record with its end, not an exception.
 * @param open the client that reads
 * @param gone nobody wants the record any more: the read ends at once
 * @throws ReaderFailure; AbortError when `gone` is aborted before the start
 */
export async function read(plan: ReadPlan, open: OpenRead, onPieces: OnPieces, gone: AbortSignal): Promise<ReadRecord> {
  await until(plan.startAtNs, gone);
  const watch = watchLoop();
  const acks = plan.ackUrl === null ? null : openAcks(plan.ackUrl);
  let count = 0;
  const reading: OneRead = open(plan, (pieces) => {
    acks?.send(pieces);
    if (pieces.length > 0) onPieces(pieces);
    count += pieces.length;
    if (plan.leave && "afterToken" in plan.leave && count >= plan.leave.afterToken) reading.stop("left");
  });
  const stop = (): void => reading.stop("left");
  gone.addEventListener("abort", stop);
  const timers = [setTimeout(() => reading.stop("time-up"), plan.timeoutMs)];
  if (plan.leave && "afterMs" in plan.leave) timers.push(setTimeout(stop, plan.leave.afterMs));
  try {
    const record = await reading.run();
    const ackFailure = (await acks?.close()) ?? null;
    if (record.end === "complete" && ackFailure !== null) throw new ReaderFailure("ack_failed", ackFailure);
    return { ...record, loopDelayMaxMs: watch.stop() };
  } finally {
    timers.forEach(clearTimeout);
    gone.removeEventListener("abort", stop);
    watch.stop();
  }
}
