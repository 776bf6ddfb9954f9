import type { CDPSession } from "playwright-core";
import type { Account } from "../../../reader-kit/account.ts";
import { endingOf } from "../../../reader-kit/ends.ts";
import type { Ending } from "../../../reader-kit/ends.ts";
import { ReaderFailure } from "../../../reader-kit/failure.ts";
import type { ReadPlan } from "../../../src/model/reader.ts";
import { CHROMIUM_ENDS } from "./ends.ts";

/** What the browser's network did for one page. */
export interface Requests {
  /** How the last request failed, in Chromium's own words (`net::...`); null: it did not. @throws ReaderFailure client_failed: unknown words */
  failure(): Ending | null;
  /** The script has been told of the last response: from now on this is the moment of its head. */
  opened(atNs: number): void;
  /** Rejects with ReaderFailure bad_request when the page asks otherwise than the plan says: script or browser cannot do it. */
  readonly notAsPlanned: Promise<never>;
}

/**
 * Follows what the page's requests come to: JavaScript is told `TypeError: network error` and no more.
 * The response head goes to the account, with the moment at which the script was told of it; of one that it is never told of (an
 * EventSource refuses it), with that at which the browser's network service had it whole.
 */
export function watchRequests(cdp: CDPSession, plan: ReadPlan, account: Account): Requests {
  const notAsPlanned = Promise.withResolvers<never>();
  const mustBe = (planned: string, actual: string): void => {
    if (actual !== planned)
      notAsPlanned.reject(new ReaderFailure("bad_request", `the page asked with ${actual}, the plan says ${planned}`));
  };
  let failure: string | null = null;
  let openedAtNs: number | null = null;
  let head: ((atNs: number) => void) | null = null;
  cdp.on("Network.requestWillBeSent", ({ request }) => {
    failure = openedAtNs = head = null;
    mustBe(plan.method, request.method);
  });
  cdp.on("Network.responseReceived", ({ response }) => {
    mustBe(`HTTP/${plan.httpVersion}`, response.protocol === "h2" ? "HTTP/2" : "HTTP/1.1");
    const { requestTime = 0, receiveHeadersEnd = 0 } = response.timing ?? {};
    const headers = Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]);
    head = (atNs) => account.head(atNs, response.status, Object.fromEntries(headers));
    head(openedAtNs ?? requestTime * 1e9 + receiveHeadersEnd * 1e6);
  });
  cdp.on("Network.loadingFailed", ({ errorText }) => {
    failure = errorText;
  });
  return {
    failure: () => (failure === null ? null : endingOf("chromium", CHROMIUM_ENDS, failure)),
    opened: (atNs) => {
      openedAtNs = atNs;
      head?.(atNs);
    },
    notAsPlanned: notAsPlanned.promise,
  };
}
