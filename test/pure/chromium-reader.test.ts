import { EventEmitter } from "node:events";
import { setImmediate } from "node:timers/promises";
import type { CDPSession } from "playwright-core";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Tab } from "../../layers/chromium/src/browser.ts";
import { startPage } from "../../layers/chromium/src/page.ts";
import { foreignReader } from "../../reader-kit/account.ts";
import type { ReadPlan } from "../../src/model/reader.ts";

const PLAN: ReadPlan = {
  ...{ runId: "r", reader: "reader", url: "http://upstream:8080/v1", method: "POST", body: "{}", httpVersion: "1.1" },
  ...{ headers: { accept: "text/event-stream" }, dialect: "openai", format: "text", startAtNs: 0, leave: null },
  ...{ ackUrl: null, bytesPerSecond: null, timeoutMs: 1000 },
};
const REQUEST = ["Network.requestWillBeSent", { request: { method: "POST" } }] as const;
const RESPONSE = [
  "Network.responseReceived",
  {
    response: {
      ...{ status: 200, protocol: "http/1.1", headers: { "Content-Type": "text/plain" } },
      timing: { requestTime: 5, receiveHeadersEnd: 4 },
    },
  },
] as const;
const tell = (payload: string) => ["Runtime.bindingCalled", { payload }] as const;
const failed = (errorText: string) => ["Network.loadingFailed", { errorText }] as const;
type Told = readonly [string, object];

/** A tab whose script's run tells these protocol events and then comes to this result. Its performance.now() is 0 at 1 s. */
function readIn(told: Told[], result: object | Promise<object> = {}, plan = PLAN, closed = Promise.resolve()) {
  const cdp = new EventEmitter();
  const send = (method: string): Promise<object> => {
    if (method !== "Runtime.evaluate") return Promise.resolve({});
    for (const [name, event] of told.splice(0)) cdp.emit(name, event);
    return Promise.resolve(result);
  };
  const close = vi.fn();
  // not by the mock: it would take the rejection of its promise for seen
  const closeTab = (): Promise<void> => (close(), closed);
  const tab: Tab = { cdp: Object.assign(cdp, { send }) as unknown as CDPSession, zeroNs: 1e9, close: closeTab };
  const open = foreignReader(
    "chromium",
    startPage(() => Promise.resolve(tab), "script"),
  );
  return { close, record: open(plan, () => {}).run() };
}

const threw = (className: string) => ({ exceptionDetails: { exception: { className, description: "it" } } });
const base64 = (text: string) => Buffer.from(text).toString("base64");

test("a read is recorded with the page's stamps and the network's head", async () => {
  const { record, close } = readIn([REQUEST, tell("start 1"), RESPONSE, tell(`body 2.5 ${base64("one\n")}`)]);
  expect(await record).toMatchObject({
    ...{ startedAtNs: 1_001_000_000, headersAtNs: 5_004_000_000, status: 200, requestSentAtNs: null },
    ...{ responseHeaders: { "content-type": "text/plain" }, end: "complete", saying: null },
    pieces: [{ text: "one", seq: 1, origin: null, atNs: 1_002_500_000 }],
  });
  expect(close).toHaveBeenCalledOnce();
});

test.for([
  ["after the network", [REQUEST, RESPONSE, tell("head 2")]],
  ["before the network", [REQUEST, tell("head 2"), RESPONSE]],
] as const)("the head has come when the script is told of it: %s", async ([, told]) => {
  expect(await readIn([...told]).record).toMatchObject({ headersAtNs: 1_002_000_000, status: 200 });
});

test.for([
  ["net::ERR_INCOMPLETE_CHUNKED_ENCODING", "cut"],
  ["net::ERR_CONNECTION_RESET", "reset"],
  ["net::ERR_HTTP2_PROTOCOL_ERROR", "reset"],
  ["net::ERR_UNSAFE_PORT", "gave-up"],
] as const)("what JavaScript calls a TypeError has the network's words: %s", async ([saying, end]) => {
  const errorText = saying;
  const { record } = readIn([REQUEST, RESPONSE, failed(errorText)], threw("TypeError"));
  expect(await record).toMatchObject({ end, saying });
});

test("a failure that no table knows is no record", async () => {
  const { record } = readIn([REQUEST, RESPONSE, failed("net::ERR_NEW")], threw("TypeError"));
  await expect(record).rejects.toMatchObject({ code: "client_failed" });
});

test("an EventSource that refuses a whole response is no bug of the script", async () => {
  expect(await readIn([REQUEST, RESPONSE], threw("Event")).record).toMatchObject({
    ...{ end: "complete", saying: null },
  });
});

test("a script that fails by itself is no record", async () => {
  const { record, close } = readIn([REQUEST, RESPONSE], threw("ReferenceError"));
  await expect(record).rejects.toThrow("the page script failed: it");
  expect(close).toHaveBeenCalledOnce();
});

test.for([
  ["GET and sends POST", { method: "GET" }, "the page asked with POST, the plan says GET"],
  ["HTTP/2 and gets 1.1", { httpVersion: "2" }, "the page asked with HTTP/1.1, the plan says HTTP/2"],
] as const)("a page that is told %s is refused", async ([, changes, message]) => {
  const never = new Promise<object>(() => {});
  const { record } = readIn([REQUEST, RESPONSE], never, { ...PLAN, ...changes });
  await expect(record).rejects.toMatchObject({ code: "bad_request", message });
});

test("a browser that has crashed closes no tab, and that ends nothing else", async () => {
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  onTestFinished(() => void process.off("unhandledRejection", unhandled));
  const crashed = new Error("Target page, context or browser has been closed");
  const close = Promise.withResolvers<void>();
  const { record } = readIn([], Promise.reject(crashed), PLAN, close.promise);
  close.reject(crashed);
  await expect(record).rejects.toBe(crashed);
  await setImmediate();
  expect(unhandled).not.toHaveBeenCalled();
});
