import type { ReadPlan, ReadRecord } from "../../../src/model/reader.ts";
import { openAcks } from "./acks.ts";
import type { OnEvents, OpenRead } from "./client.ts";
import { until } from "./clock.ts";
import { ReaderFailure } from "./failure.ts";
import { watchLoop } from "./loop-delay.ts";

/**
 * Reads one response as the plan says. A path that fails in any way is a record with an `errorCode`, not an exception.
 * @param open the client that reads
 * @param gone nobody wants the record any more: the read ends at once
 * @throws ReaderFailure; AbortError when `gone` is aborted before the start
 */
export async function read(plan: ReadPlan, open: OpenRead, onEvents: OnEvents, gone: AbortSignal): Promise<ReadRecord> {
  await until(plan.startAtNs, gone);
  const watch = watchLoop();
  const acks = plan.ackUrl === null ? null : openAcks(plan.ackUrl);
  const reading = open(plan, (events) => {
    if (acks) for (const { seq } of events) if (seq !== null) acks.send(seq);
    onEvents(events);
  });
  const stop = (): void => reading.stop("gone");
  gone.addEventListener("abort", stop);
  try {
    const record = await reading.run();
    const ackFailure = (await acks?.close()) ?? null;
    if (record.complete && ackFailure !== null) throw new ReaderFailure("ack_failed", ackFailure);
    return { ...record, loopDelayMaxMs: watch.stop() };
  } finally {
    gone.removeEventListener("abort", stop);
    watch.stop();
  }
}
