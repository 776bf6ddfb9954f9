import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { ReadPlan, ReadRecord } from "../../src/model/reader.ts";
import { read } from "../../src/measure/reader.ts";

const PLAN: ReadPlan = {
  ...{ runId: "r", reader: "ann", url: "http://upstream:8080/stream", method: "GET", body: null, headers: {} },
  ...{
    httpVersion: "1.1",
    dialect: "openai",
    format: "sse",
    startAtNs: 0,
    leave: null,
    ackUrl: null,
    bytesPerSecond: null,
  },
  timeoutMs: 1000,
};
const RECORD: ReadRecord = {
  ...{ reader: "ann", startedAtNs: 1, requestSentAtNs: 2, headersAtNs: 3, status: 200, responseHeaders: {} },
  ...{ reads: [], pieces: [], events: [], foreign: { bytes: 0, sample: "" }, endedAtNs: 4 },
  ...{ end: "complete", saying: null, loopDelayMaxMs: 0 },
};

/** Follows the account of a reader that answers with these parts, one packet each. */
async function account(...parts: (string | Buffer)[]) {
  const server = createServer((_incoming, outgoing) => {
    outgoing.flushHeaders();
    const next = (): void => {
      const part = parts.shift();
      if (part === undefined) outgoing.end();
      else outgoing.write(part, () => setImmediate(next));
    };
    next();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const pieces: unknown[] = [];
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const record = await read(url, PLAN, (piece) => pieces.push(piece), new AbortController().signal);
  return { record, pieces };
}

test("pieces are told as they come, and the record is the last line", async () => {
  const bytes = Buffer.from(`{"pieces":[[1,5]]}\n{"pieces":[[null,6]]}\n${JSON.stringify({ record: RECORD })}\n`);
  const { record, pieces } = await account(bytes.subarray(0, 7), bytes.subarray(7, 30), bytes.subarray(30));
  expect(record).toEqual(RECORD);
  expect(pieces).toEqual([
    [1, 5],
    [null, 6],
  ]);
});

test("a text may hold what other formats take for the end of a line, cut anywhere", async () => {
  const text = "one\u2028two\u2029three\u0085four";
  const spoken = { ...RECORD, pieces: [{ atNs: 3, text, seq: null, origin: null }] };
  const bytes = Buffer.from(`${JSON.stringify({ record: spoken })}\n`);
  const inside = bytes.indexOf("\u2028") + 1;
  expect((await account(bytes.subarray(0, inside), bytes.subarray(inside))).record).toEqual(spoken);
});

test("an account that breaks off is an error of the rig", async () => {
  await expect(account('{"pieces":[[1,5]]}\n')).rejects.toMatchObject({ code: "rig_failed" });
});
