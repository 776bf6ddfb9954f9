import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { OneRead, OnPieces, OpenRead } from "../../../reader-kit/client.ts";
import { nowNs } from "../../../reader-kit/clock.ts";
import { COMPLETE, endingOf } from "../../../reader-kit/ends.ts";
import type { Ending } from "../../../reader-kit/ends.ts";
import { ReaderFailure } from "../../../reader-kit/failure.ts";
import { Recording } from "../../../reader-kit/recording.ts";
import type { ReadPlan, ReadRecord } from "../../../src/model/reader.ts";
import { connect } from "./connection.ts";
import type { Connection } from "./connection.ts";
import { createDecoder } from "./decode.ts";
import type { Decoder } from "./decode.ts";
import { PROBE_ENDS, wordsOf } from "./ends.ts";

/** The probe's own client. */
export const openRead: OpenRead = (plan, onPieces) => new Reading(plan, onPieces);

/** One request and its response, as undici's dispatcher reports them. */
class Reading implements OneRead, Dispatcher.DispatchHandler {
  readonly #plan: ReadPlan;
  readonly #connection: Connection;
  readonly #recording: Recording;
  readonly #ended = Promise.withResolvers<void>();
  #decoder: Decoder | null = null;
  #bytes = 0;

  constructor(plan: ReadPlan, onPieces: OnPieces) {
    this.#plan = plan;
    this.#recording = new Recording(plan, onPieces);
    this.#connection = connect(new URL(plan.url), plan.httpVersion);
  }

  async run(): Promise<ReadRecord> {
    const { url, method, headers, body, httpVersion } = this.#plan;
    const { pathname, search } = new URL(url);
    const { record } = this.#recording;
    // HTTP/1.0 has no persistent connections; `reset` makes undici say `connection: close`.
    const once = httpVersion === "1.0" ? { reset: true } : {};
    record.startedAtNs = nowNs();
    this.#connection.client.dispatch({ path: pathname + search, method, headers, body, ...once }, this);
    try {
      await this.#ended.promise;
    } finally {
      await (record.end === "left" ? this.#connection.leave() : this.#connection.close());
    }
    const codingError = (await this.#decoder?.end()) ?? null;
    if (record.end === "complete" && codingError !== null) Object.assign(record, this.#endingOf(codingError));
    return this.#recording.finish();
  }

  stop(end: "left" | "time-up"): void {
    this.#end({ end, saying: null }, nowNs());
  }

  /** Right before the request is written to the open connection: behind the write a busy machine lets the others run first. */
  onRequestStart(): void {
    this.#recording.record.requestSentAtNs = nowNs();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    const atNs = this.#stamp();
    if (status < 200) return;
    const flat = flatten(headers);
    try {
      this.#decoder = createDecoder(flat["content-encoding"], (bytes, at) => this.#recording.body(bytes, at));
    } catch (error) {
      this.#recording.head(atNs, status, flat);
      return this.#fail(`UNKNOWN_CONTENT_ENCODING: ${(error as Error).message}`);
    }
    this.#recording.head(atNs, status, flat);
  }

  onResponseData(controller: Dispatcher.DispatchController, bytes: Buffer): void {
    const atNs = this.#stamp();
    if (this.#recording.over) return;
    this.#recording.read(bytes.length, atNs);
    this.#bytes += bytes.length;
    this.#decoder?.feed(bytes, atNs);
    this.#throttle(controller);
  }

  onResponseEnd(): void {
    const broken = this.#connection.brokenBy();
    if (broken === null) this.#end(COMPLETE, nowNs());
    else this.#fail(broken);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: NodeJS.ErrnoException): void {
    if (error.code === "UND_ERR_INVALID_ARG") this.#ended.reject(new ReaderFailure("bad_request", error.message));
    else this.#fail(this.#connection.brokenBy() ?? wordsOf(error));
  }

  /** Bytes count from their arrival in this process; for a slow reader, from when it takes them. */
  #stamp(): number {
    return this.#plan.bytesPerSecond === null ? this.#connection.arrivedNs() : nowNs();
  }

  #end(ending: Ending, atNs: number): void {
    this.#recording.end(ending, atNs);
    this.#ended.resolve();
  }

  #fail(words: string): void {
    const atNs = nowNs();
    if (this.#recording.over) return;
    try {
      this.#end(this.#endingOf(words), atNs);
    } catch (error) {
      this.#ended.reject(error);
    }
  }

  #endingOf(words: string): Ending {
    const where = this.#recording.record.status === null ? ", before the head" : "";
    return endingOf("probe", PROBE_ENDS, words + where, words);
  }

  /**
   * Pauses until so many bytes were due, so that what is not read backs up: in this process at most two reads of the socket
   * (64 KiB each), then in the kernel, then along the path. A read that has begun is taken whole.
   */
  #throttle(controller: Dispatcher.DispatchController): void {
    const { bytesPerSecond } = this.#plan;
    const { headersAtNs, responseHeaders } = this.#recording.record;
    // Paused behind the last byte, undici would take the server's close for a cut.
    if (bytesPerSecond === null || this.#bytes === Number(responseHeaders["content-length"])) return;
    const dueNs = headersAtNs! + (this.#bytes / bytesPerSecond) * 1e9;
    const waitMs = (dueNs - nowNs()) / 1e6;
    if (waitMs <= 0) return;
    controller.pause();
    setTimeout(() => controller.resume(), waitMs);
  }
}

function flatten(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
