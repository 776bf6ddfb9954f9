import { finished } from "node:stream/promises";
import type { Transform } from "node:stream";
import type { IncomingHttpHeaders } from "node:http";
import type { Client, Dispatcher } from "undici";
import { clientOf, codeOf } from "./client.ts";
import { decoderOf } from "./decode.ts";
import type { Ask } from "./document.ts";
import { shownUrl } from "./options.ts";
import type { Wanted } from "./options.ts";
import type { RawRead, ReadEnd } from "./raw.ts";

type Growing = { -readonly [K in keyof RawRead]: RawRead[K] } & { parts: { atMs: number; bytes: Buffer }[] };

/** What a request that offers compression says. */
export const OFFERED = "gzip, br, zstd";

/** Who hears of an answer while it comes. */
export interface Listener {
  /** The request has been written, so long after the connection was begun: ms. */
  readonly asked?: (connectMs: number) => void;
  /** The next decoded bytes of the body. */
  readonly heard?: (bytes: Buffer) => void;
}

/**
 * Sends one request over a connection of its own and reads its answer to the end, or to the limits.
 * @throws the signal's reason, once it is aborted
 */
export async function readOnce(
  url: URL,
  ask: Ask,
  wanted: Wanted,
  signal: AbortSignal,
  listener: Listener = {},
): Promise<RawRead> {
  signal.throwIfAborted();
  const reading = new Reading(url, ask, wanted, listener);
  const limit = setTimeout(() => reading.stop("time-up"), wanted.seconds * 1000);
  const left = (): void => reading.stop("failed");
  signal.addEventListener("abort", left);
  try {
    const raw = await reading.run();
    signal.throwIfAborted();
    return raw;
  } finally {
    clearTimeout(limit);
    signal.removeEventListener("abort", left);
  }
}

class Reading implements Dispatcher.DispatchHandler {
  readonly #url: URL;
  readonly #ask: Ask;
  readonly #wanted: Wanted;
  readonly #client: Client;
  readonly #ended = Promise.withResolvers<void>();
  readonly #raw: Growing;
  readonly #listener: Listener;
  #decoder: Transform | null = null;
  #startedMs = performance.now();
  #bytes = 0;
  #over = false;

  constructor(url: URL, ask: Ask, wanted: Wanted, listener: Listener) {
    this.#listener = listener;
    this.#url = url;
    this.#ask = ask;
    this.#wanted = wanted;
    this.#client = clientOf(url, ask === "http2", wanted.ca);
    this.#raw = {
      ...{
        sent: false,
        protocol: ask === "http2" ? "HTTP/2" : "HTTP/1.1",
        status: null,
        contentType: null,
        encoding: null,
      },
      ...{
        length: null,
        chunked: false,
        location: null,
        headersMs: null,
        endedMs: 0,
        parts: [],
        end: "complete",
        code: null,
      },
    };
  }

  async run(): Promise<RawRead> {
    const { method, headers, body } = this.#wanted;
    const offered = this.#ask === "compressed" ? ["accept-encoding", OFFERED] : [];
    const path = this.#url.pathname + this.#url.search;
    try {
      this.#client.dispatch(
        { path, method: method as Dispatcher.HttpMethod, headers: [...headers, ...offered], body },
        this,
      );
      await this.#ended.promise;
    } catch (error) {
      this.#fail(error);
    } finally {
      await this.#client.destroy();
    }
    await this.#flush();
    return this.#raw;
  }

  stop(end: ReadEnd): void {
    if (this.#over) return;
    this.#over = true;
    Object.assign(this.#raw, { end, endedMs: this.#now() });
    this.#ended.resolve();
  }

  onRequestStart(): void {
    this.#raw.sent = true;
    this.#listener.asked?.(this.#now());
    this.#startedMs = performance.now();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200 || this.#over) return;
    const text = (name: string): string | null => (headers[name] === undefined ? null : String(headers[name]));
    const encoding = text("content-encoding")?.trim().toLowerCase() ?? null;
    Object.assign(this.#raw, {
      ...{ status, encoding, headersMs: this.#now(), length: text("content-length") },
      contentType: text("content-type")?.split(";")[0]?.trim().toLowerCase() ?? null,
      chunked: /\bchunked\b/iu.test(text("transfer-encoding") ?? ""),
      location: whereTo(text("location"), this.#url),
    });
    this.#decode(encoding);
  }

  onResponseData(_controller: Dispatcher.DispatchController, bytes: Buffer): void {
    if (this.#over) return;
    if (this.#decoder === null) this.#take(bytes);
    else this.#decoder.write(bytes);
  }

  onResponseEnd(): void {
    this.stop("complete");
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error);
  }

  #decode(encoding: string | null): void {
    if (encoding === null || encoding === "identity" || encoding === "") return;
    this.#decoder = decoderOf(encoding);
    if (this.#decoder === null) return this.#fail({ code: "UNKNOWN_CONTENT_ENCODING" });
    this.#decoder.on("data", (bytes: Buffer) => this.#take(bytes));
    this.#decoder.on("error", () => this.#fail({ code: "UNDECODABLE" }));
  }

  #take(bytes: Buffer): void {
    // behind the end of a whole answer the decoder still has its rest
    if (this.#over && this.#raw.end !== "complete") return;
    this.#bytes += bytes.length;
    if (this.#bytes > this.#wanted.maxBytes)
      return this.#over ? void (this.#raw.end = "too-long") : this.stop("too-long");
    this.#raw.parts.push({ atMs: this.#now(), bytes });
    this.#listener.heard?.(bytes);
  }

  /** What is still in the decoder belongs to the answer; an answer that was left has no rest. */
  async #flush(): Promise<void> {
    const decoder = this.#decoder;
    if (decoder === null || decoder.destroyed) return;
    if (this.#raw.end !== "complete") return void decoder.destroy();
    decoder.end();
    await finished(decoder).catch(() => Object.assign(this.#raw, { end: "failed", code: "UNDECODABLE" }));
  }

  #fail(error: unknown): void {
    if (this.#over) return;
    this.#raw.code = codeOf(error);
    this.stop("failed");
  }

  #now(): number {
    return performance.now() - this.#startedMs;
  }
}

function whereTo(location: string | null, from: URL): string | null {
  return location !== null && URL.canParse(location, from.href) ? shownUrl(new URL(location, from)) : null;
}
