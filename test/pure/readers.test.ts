import { describe, expect, test } from "vitest";
import type { ReadEvent, ReadPlan } from "../../src/model/reader.ts";
import { argumentsFor, splitHead } from "../../layers/curl/src/curl.ts";
import { foreignReader } from "../../layers/probe/src/foreign.ts";
import type { Account, ClientRun } from "../../layers/probe/src/foreign.ts";

const PLAN: ReadPlan = {
  ...{ runId: "r", reader: "reader", url: "http://upstream:8080/v1", method: "POST", body: "{}", httpVersion: "1.1" },
  ...{ headers: { accept: "text/event-stream" }, format: "text", startAtNs: 0, leave: null, ackUrl: null },
  ...{ bytesPerSecond: null, timeoutMs: 1000 },
};

/** A client that tells what the test says, until it is killed. */
function scripted(tell: (account: Account, end: (code: string | null) => void) => void) {
  const killed: boolean[] = [];
  const start = (_plan: ReadPlan, account: Account): ClientRun => {
    const { promise, resolve } = Promise.withResolvers<string | null>();
    queueMicrotask(() => tell(account, resolve));
    return { ended: promise, kill: () => (killed.push(true), resolve("killed")) };
  };
  return { open: foreignReader("scripted", start, ["httpVersion"]), killed };
}

describe("a client of another make", () => {
  test("is recorded: head, tokens with their stamps, a whole end", async () => {
    const { open, killed } = scripted((account, end) => {
      account.head(5, 200, { "content-type": "text/plain" });
      account.body(Buffer.from("one\ntw"), 6);
      account.body(Buffer.from("o\n"), 7);
      end(null);
    });
    const seen: ReadEvent[] = [];
    const record = await open(PLAN, (events) => seen.push(...events)).run();
    expect(record).toMatchObject({ status: 200, headersAtNs: 5, text: "one two", complete: true, errorCode: null });
    expect(record.events.map(({ seq, atNs }) => [seq, atNs])).toEqual([
      [1, 6],
      [2, 7],
    ]);
    expect(seen).toEqual(record.events);
    expect(killed).toHaveLength(1);
  });

  test("that says what went wrong is not complete", async () => {
    const { open } = scripted((_account, end) => end("ECONNRESET"));
    expect(await open(PLAN, () => {}).run()).toMatchObject({ complete: false, errorCode: "ECONNRESET", status: null });
  });

  test.for([
    ["left", { leave: { afterToken: 1 } }],
    ["left", { leave: { afterMs: 1 } }],
    ["timeout", { timeoutMs: 1 }],
  ] as const)("ends as told: %s by %j", async ([errorCode, changes]) => {
    const { open, killed } = scripted((account) => account.body(Buffer.from("one\n"), 6));
    const record = await open({ ...PLAN, ...changes }, () => {}).run();
    expect(record).toMatchObject({ complete: false, errorCode });
    expect(killed).toHaveLength(1);
  });

  test("refuses what it cannot do", async () => {
    const { open } = scripted(() => {});
    const read = open({ ...PLAN, httpVersion: "2" }, () => {}).run();
    await expect(read).rejects.toMatchObject({ code: "bad_request", message: "scripted cannot do this: httpVersion" });
  });
});

describe("curl", () => {
  test.for([
    ["whole", ["HTTP/1.1 200 OK\r\nA: b\r\n\r\nhello"]],
    ["in pieces", ["HTTP/1.1 200 OK\r\nA: ", "b\r\n\r", "\nhel", "lo"]],
    ["after a 1xx head", ["HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\n", "hello"]],
  ] as const)("head and body are told apart: %s", ([, pieces]) => {
    const heads: unknown[] = [];
    let body = "";
    const take = splitHead({
      head: (_atNs, status, headers) => heads.push([status, headers]),
      body: (bytes) => (body += Buffer.from(bytes).toString()),
    });
    for (const piece of pieces) take(Buffer.from(piece));
    expect({ heads, body }).toEqual({ heads: [[200, { a: "b" }]], body: "hello" });
  });

  test("is told the plan in its own words", () => {
    const line = argumentsFor({ ...PLAN, httpVersion: "2", bytesPerSecond: 100, headers: { a: "", b: "c" } }).join(" ");
    expect(line).toMatch(/--http2-prior-knowledge --header a; --header b: c --data-raw \{\} --limit-rate 100 http:/);
  });
});
