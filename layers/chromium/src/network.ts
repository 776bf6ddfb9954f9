import type { CDPSession } from "playwright-core";
import type { ReadPlan } from "../../../src/model/reader.ts";
import { ReaderFailure } from "../../probe/src/failure.ts";
import type { Account } from "../../probe/src/foreign.ts";

/** What the browser's network did for one page. */
export interface Requests {
  /** The word for the last request's failure (layers/probe/README.md, else Chromium's own `net::...`); null: it did not fail. */
  failure(): string | null;
  /** Rejects with ReaderFailure bad_request when the page asks otherwise than the plan says: script or browser cannot do it. */
  readonly notAsPlanned: Promise<never>;
}

/**
 * Follows what the page's requests come to: JavaScript is told `TypeError: network error` and no more.
 * The response head goes to the account, with the moment at which the browser's network service had it whole.
 */
export function watchRequests(cdp: CDPSession, plan: ReadPlan, account: Account): Requests {
  const notAsPlanned = Promise.withResolvers<never>();
  const mustBe = (planned: string, actual: string): void => {
    if (actual !== planned)
      notAsPlanned.reject(new ReaderFailure("bad_request", `the page asked with ${actual}, the plan says ${planned}`));
  };
  let failure: string | null = null;
  cdp.on("Network.requestWillBeSent", ({ request }) => {
    failure = null;
    mustBe(plan.method, request.method);
  });
  cdp.on("Network.responseReceived", ({ response }) => {
    mustBe(`HTTP/${plan.httpVersion}`, response.protocol === "h2" ? "HTTP/2" : "HTTP/1.1");
    const { requestTime = 0, receiveHeadersEnd = 0 } = response.timing ?? {};
    const headers = Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]);
    account.head(requestTime * 1e9 + receiveHeadersEnd * 1e6, response.status, Object.fromEntries(headers));
  });
  cdp.on("Network.loadingFailed", ({ errorText }) => {
    failure = WORDS[errorText] ?? errorText;
  });
  return { failure: () => failure, notAsPlanned: notAsPlanned.promise };
}

/** Chromium's errors (net/base/net_error_list.h) whose meaning has a word in layers/probe/README.md. */
const WORDS: Record<string, string> = {
  "net::ERR_CONNECTION_RESET": "ECONNRESET",
  "net::ERR_CONNECTION_REFUSED": "ECONNREFUSED",
  "net::ERR_NAME_NOT_RESOLVED": "ENOTFOUND",
  "net::ERR_INCOMPLETE_CHUNKED_ENCODING": "UND_ERR_SOCKET",
  "net::ERR_CONTENT_LENGTH_MISMATCH": "UND_ERR_SOCKET",
  "net::ERR_EMPTY_RESPONSE": "UND_ERR_SOCKET",
  "net::ERR_CONNECTION_CLOSED": "UND_ERR_SOCKET",
  "net::ERR_HTTP2_PROTOCOL_ERROR": "ERR_HTTP2_STREAM_ERROR",
  "net::ERR_CONTENT_DECODING_FAILED": "Z_DATA_ERROR",
};
