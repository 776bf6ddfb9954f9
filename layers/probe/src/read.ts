import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { ReadEvent, ReadPlan, ReadRecord } from "../../../src/model/reader.ts";
import { openAcks } from "./acks.ts";
import { nowNs, until } from "./clock.ts";
import { connect } from "./connection.ts";
import { createDecoder } from "./decode.ts";
import type { Decoder } from "./decode.ts";
import { EventReader } from "./events.ts";
import { watchLoop } from "./loop-delay.ts";

/** The reader itself failed, so there is no record: nothing that the path did can be told from it. */
export class ReaderFailure extends Error {
  /** `ack_failed`: an acknowledgement did not reach the mock. `bad_request`: the plan holds a header or path that HTTP does not allow. */
  readonly code: "ack_failed" | "bad_request";

  constructor(code: ReaderFailure["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Reads one response as the plan says. A path that fails in any way is a record with an `errorCode`, not an exception.
 * @param onEvents called with the events that one read completed
 * @param gone nobody wants the record any more: the read ends at once
 * @throws ReaderFailure; AbortError when `gone` is aborted before the start
 */
export async function read(
  plan: ReadPlan,
  onEvents: (events: readonly ReadEvent[]) => void,
  gone: AbortSignal,
): Promise<ReadRecord> {
  await until(plan.startAtNs, gone);
  const watch = watchLoop();
  const acks = plan.ackUrl === null ? null : openAcks(plan.ackUrl);
  const reading = new Reading(plan, (events) => {
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

/** One request and its response, as undici's dispatcher reports them. The clock is read first thing in every callback. */
class Reading implements Dispatcher.DispatchHandler {
  readonly #plan: ReadPlan;
  readonly #onEvents: (events: readonly ReadEvent[]) => void;
  readonly #connection: ReturnType<typeof connect>;
  readonly #events: EventReader;
  readonly #ended = Promise.withResolvers<void>();
  readonly #record: ReadRecord;
  #decoder: Decoder | null = null;
  #bytes = 0;
  #tokens = 0;

  constructor(plan: ReadPlan, onEvents: (events: readonly ReadEvent[]) => void) {
    this.#plan = plan;
    this.#onEvents = onEvents;
    this.#events = new EventReader(plan.format);
    this.#connection = connect(new URL(plan.url), plan.httpVersion);
    this.#record = emptyRecord(plan.reader);
  }

  async run(): Promise<ReadRecord> {
    const { url, method, headers, body, httpVersion, timeoutMs, leave } = this.#plan;
    const { pathname, search } = new URL(url);
    const timers = [setTimeout(() => this.stop("timeout"), timeoutMs)];
    if (leave && "afterMs" in leave) timers.push(setTimeout(() => this.stop("left"), leave.afterMs));
    this.#record.startedAtNs = nowNs();
    // HTTP/1.0 has no persistent connections; `reset` makes undici say `connection: close`.
    const once = httpVersion === "1.0" ? { reset: true } : {};
    this.#connection.client.dispatch({ path: pathname + search, method, headers, body, ...once }, this);
    await this.#ended.promise;
    timers.forEach(clearTimeout);
    await this.#connection.client.destroy();
    const codingError = (await this.#decoder?.end()) ?? null;
    const errorCode = this.#record.errorCode ?? codingError;
    return {
      ...this.#record,
      errorCode,
      complete: errorCode === null,
      events: this.#events.events,
      text: this.#events.text,
    };
  }

  /** Ends the read with this code and closes the connection; what came before stays in the record. */
  stop(code: string): void {
    this.#end(code, nowNs());
    this.#connection.client.destroy().catch(() => {});
  }

  onRequestStart(): void {}

  /** Right after the socket's write has returned (in HTTP/2: the stream's). */
  onRequestSent(): void {
    this.#record.requestSentAtNs = nowNs();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    const atNs = nowNs();
    if (status < 200) return;
    this.#record.headersAtNs = atNs;
    this.#record.status = status;
    this.#record.responseHeaders = flatten(headers);
    try {
      this.#decoder = createDecoder(this.#record.responseHeaders["content-encoding"], (bytes, at) =>
        this.#take(bytes, at),
      );
    } catch {
      this.stop("UNKNOWN_CONTENT_ENCODING");
    }
    this.#leaveAfterTokens();
  }

  onResponseData(controller: Dispatcher.DispatchController, bytes: Buffer): void {
    const atNs = nowNs();
    if (this.#over) return;
    this.#record.reads.push({ atNs, bytes: bytes.length });
    this.#bytes += bytes.length;
    this.#decoder?.feed(bytes, atNs);
    this.#throttle(controller);
  }

  onResponseEnd(): void {
    this.#end(this.#connection.brokenBy(), nowNs());
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const atNs = nowNs();
    const code = (error as NodeJS.ErrnoException).code ?? error.name;
    if (code === "UND_ERR_INVALID_ARG") this.#ended.reject(new ReaderFailure("bad_request", error.message));
    this.#end(this.#connection.brokenBy() ?? code, atNs);
  }

  get #over(): boolean {
    return this.#record.endedAtNs !== 0;
  }

  #end(errorCode: string | null, atNs: number): void {
    if (this.#over) return;
    this.#record.endedAtNs = atNs;
    this.#record.errorCode = errorCode;
    this.#ended.resolve();
  }

  #take(bytes: Uint8Array, atNs: number): void {
    const events = this.#events.feed(bytes, atNs);
    this.#tokens += events.filter((event) => event.kind === "token").length;
    if (events.length > 0) this.#onEvents(events);
    this.#leaveAfterTokens();
  }

  #leaveAfterTokens(): void {
    const { leave } = this.#plan;
    if (leave && "afterToken" in leave && this.#tokens >= leave.afterToken) this.stop("left");
  }

  /**
   * Pauses until so many bytes were due, so that what is not read backs up: in this process at most two reads of the socket
   * (64 KiB each), then in the kernel, then along the path. A read that has begun is taken whole.
   */
  #throttle(controller: Dispatcher.DispatchController): void {
    const { bytesPerSecond } = this.#plan;
    // Paused behind the last byte, undici would take the server's close for a cut.
    if (bytesPerSecond === null || this.#bytes === Number(this.#record.responseHeaders["content-length"])) return;
    const dueNs = this.#record.headersAtNs! + (this.#bytes / bytesPerSecond) * 1e9;
    const waitMs = (dueNs - nowNs()) / 1e6;
    if (waitMs <= 0) return;
    controller.pause();
    setTimeout(() => controller.resume(), waitMs);
  }
}

function emptyRecord(reader: string): ReadRecord {
  return {
    ...{ reader, startedAtNs: 0, requestSentAtNs: null, headersAtNs: null, status: null, responseHeaders: {} },
    ...{ reads: [], events: [], text: "", endedAtNs: 0, complete: false, errorCode: null, loopDelayMaxMs: 0 },
  };
}

function flatten(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
