import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { ReadPlan, ReadRecord } from "../../../src/model/reader.ts";
import { emptyRecord } from "./client.ts";
import type { OneRead, OnEvents, OpenRead } from "./client.ts";
import { nowNs } from "./clock.ts";
import { connect } from "./connection.ts";
import type { Connection } from "./connection.ts";
import { createDecoder } from "./decode.ts";
import type { Decoder } from "./decode.ts";
import { EventReader } from "./events.ts";
import { ReaderFailure } from "./failure.ts";

/** The probe's own client. */
export const openRead: OpenRead = (plan, onEvents) => new Reading(plan, onEvents);

/** One request and its response, as undici's dispatcher reports them. */
class Reading implements OneRead, Dispatcher.DispatchHandler {
  readonly #plan: ReadPlan;
  readonly #onEvents: OnEvents;
  readonly #connection: Connection;
  readonly #events: EventReader;
  readonly #ended = Promise.withResolvers<void>();
  readonly #record: ReadRecord;
  #decoder: Decoder | null = null;
  #bytes = 0;
  #tokens = 0;

  constructor(plan: ReadPlan, onEvents: OnEvents) {
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
    // HTTP/1.0 has no persistent connections; `reset` makes undici say `connection: close`.
    const once = httpVersion === "1.0" ? { reset: true } : {};
    this.#record.startedAtNs = nowNs();
    this.#connection.client.dispatch({ path: pathname + search, method, headers, body, ...once }, this);
    try {
      await this.#ended.promise;
    } finally {
      timers.forEach(clearTimeout);
      await this.#connection.client.destroy();
    }
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

  stop(code: string): void {
    this.#end(code, nowNs());
    this.#connection.client.destroy().catch(() => {});
  }

  /** Right before the request is written to the open connection: behind the write a busy machine lets the others run first. */
  onRequestStart(): void {
    this.#record.requestSentAtNs = nowNs();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    const atNs = this.#stamp();
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
    const atNs = this.#stamp();
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

  /** Bytes count from their arrival in this process; for a slow reader, from when it takes them. */
  #stamp(): number {
    return this.#plan.bytesPerSecond === null ? this.#connection.arrivedNs() : nowNs();
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

function flatten(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
