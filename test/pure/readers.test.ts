import { describe, expect, test } from "vitest";
import { argumentsFor, splitHead } from "../../layers/curl/src/curl.ts";
import { foreignReader } from "../../reader-kit/account.ts";
import type { Account, ClientRun } from "../../reader-kit/account.ts";
import { COMPLETE, LEFT } from "../../reader-kit/ends.ts";
import type { Ending } from "../../reader-kit/ends.ts";
import { read } from "../../reader-kit/read.ts";
import type { Piece, ReadPlan } from "../../src/model/reader.ts";

const PLAN: ReadPlan = {
  ...{ runId: "r", reader: "reader", url: "http://upstream:8080/v1", method: "POST", body: "{}", httpVersion: "1.1" },
  ...{ headers: { accept: "text/event-stream" }, dialect: "openai", format: "text", startAtNs: 0, leave: null },
  ...{ ackUrl: null, bytesPerSecond: null, timeoutMs: 1000 },
};

/** A client that tells what the test says, until it is killed. */
function scripted(tell: (account: Account, end: (ending: Ending) => void) => void) {
  const killed: boolean[] = [];
  const start = (_plan: ReadPlan, account: Account): ClientRun => {
    const { promise, resolve } = Promise.withResolvers<Ending>();
    queueMicrotask(() => tell(account, resolve));
    return { ended: promise, kill: () => (killed.push(true), resolve(LEFT)) };
  };
  const open = foreignReader("scripted", start, ["httpVersion"]);
  const seen: Piece[] = [];
  const run = (plan: ReadPlan) => read(plan, open, (pieces) => seen.push(...pieces), new AbortController().signal);
  return { run, seen, killed };
}

describe("a client of another make", () => {
  test("is recorded: head, pieces with their stamps, a whole end", async () => {
    const { run, seen, killed } = scripted((account, end) => {
      account.head(5, 200, { "content-type": "text/plain" });
      account.body(Buffer.from("one\ntw"), 6);
      account.body(Buffer.from("o\n"), 7);
      end(COMPLETE);
    });
    const record = await run(PLAN);
    expect(record).toMatchObject({ status: 200, headersAtNs: 5, end: "complete", saying: null });
    expect(record.pieces).toEqual([
      { atNs: 6, text: "one", seq: 1, origin: null },
      { atNs: 7, text: " two", seq: 2, origin: null },
    ]);
    expect(record.reads).toEqual([
      { atNs: 6, bytes: 6 },
      { atNs: 7, bytes: 2 },
    ]);
    expect(seen).toEqual(record.pieces);
    expect(killed).toHaveLength(1);
  });

  test("that hands out strings has pieces without numbers, and no reads", async () => {
    const { run, seen } = scripted((account, end) => {
      account.piece("Hé", 6);
      account.piece("", 7);
      account.piece(" you", 8);
      end(COMPLETE);
    });
    const record = await run({ ...PLAN, format: "sse" });
    expect(record.pieces).toEqual([
      { atNs: 6, text: "Hé", seq: null, origin: null },
      { atNs: 8, text: " you", seq: null, origin: null },
    ]);
    expect(record).toMatchObject({ reads: [], events: [], foreign: { bytes: 0, sample: "" } });
    expect(seen).toEqual(record.pieces);
  });

  test("ends as it says", async () => {
    const ending: Ending = { end: "reset", saying: "ECONNRESET" };
    const { run } = scripted((_account, end) => end(ending));
    expect(await run(PLAN)).toMatchObject({ ...ending, status: null });
  });

  test.for([
    ["left", { leave: { afterToken: 1 } }],
    ["left", { leave: { afterMs: 1 } }],
    ["time-up", { timeoutMs: 1 }],
  ] as const)("ends as told: %s by %j", async ([end, changes]) => {
    const { run, killed } = scripted((account) => account.piece("one", 6));
    expect(await run({ ...PLAN, ...changes })).toMatchObject({ end, saying: null });
    expect(killed).toHaveLength(1);
  });

  test("leaves after no token at all: with the head", async () => {
    const { run } = scripted((account) => account.head(5, 200, {}));
    expect(await run({ ...PLAN, leave: { afterToken: 0 } })).toMatchObject({ end: "left", status: 200, pieces: [] });
  });

  test("refuses what it cannot do", async () => {
    const { run } = scripted(() => {});
    await expect(run({ ...PLAN, httpVersion: "2" })).rejects.toMatchObject({
      code: "bad_request",
      message: "scripted cannot do this: httpVersion",
    });
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
