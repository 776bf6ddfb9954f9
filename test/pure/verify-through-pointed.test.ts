import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { PassThrough } from "node:stream";
import { describe, expect, onTestFinished, test } from "vitest";
import { verifyThrough } from "../../src/verify/through/index.ts";
import { untilPointed } from "../../src/verify/through/pointed.ts";

const never = new Promise<never>(() => {});
const unstopped = (): AbortSignal => new AbortController().signal;

describe("what ends the wait", () => {
  test.for([
    ["Enter", "\n"],
    ["a word before it", "go\n"],
    ["what is no text", Buffer.from([0xff, 0x00, 0x0a])],
  ] as const)("%s", async ([, typed]) => {
    const input = new PassThrough();
    input.write(typed);
    expect(await untilPointed(input, never, unstopped())).toBe("enter");
  });

  test("the end of the input, without a line", async () => {
    expect(await untilPointed(new PassThrough().end(), never, unstopped())).toBe("enter");
  });

  test("the model's first request", async () => {
    expect(await untilPointed(new PassThrough(), Promise.resolve(), unstopped())).toBe("asked");
  });

  test("Ctrl-C, with its own reason, before the wait and in it; nobody listens to the input any more", async () => {
    const input = new PassThrough();
    const stop = new AbortController();
    const waiting = untilPointed(input, never, stop.signal);
    stop.abort(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
    expect([input.listenerCount("data"), input.listenerCount("keypress"), input.isPaused()]).toEqual([0, 0, true]);
    await expect(untilPointed(input, never, stop.signal)).rejects.toThrow("stopped");
  });

  test("half a line is none", async () => {
    const input = new PassThrough();
    input.write("half");
    const asked = Promise.withResolvers<void>();
    const waiting = untilPointed(input, asked.promise, unstopped());
    asked.resolve();
    expect(await waiting).toBe("asked");
  });
});

/** A stack that asks its model for each question, and passes the answer on; it counts the questions. */
async function stack(): Promise<{ url: string; questions: () => number; point: (base: string) => void }> {
  let [base, questions] = ["", 0];
  const server = createServer((_req, res) => {
    questions++;
    void ask(base).then(async (answer) => {
      res.writeHead(200, { "content-type": "text/event-stream" });
      for await (const piece of answer.body!) res.write(piece);
      res.end();
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => (server.closeAllConnections(), void server.close()));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/chat`;
  return { url, questions: () => questions, point: (to) => void (base = to) };
}

const ask = (base: string): Promise<Response> =>
  fetch(`${base}/chat/completions`, { method: "POST", body: '{"stream":true,"messages":[]}' });

const baseIn = (lines: readonly string[]): string => /OPENAI_BASE_URL=(\S+)/.exec(lines.join("\n"))![1]!;

describe("verify --url --model at a terminal", () => {
  test("nothing is asked before the person says so", async () => {
    const { url, questions, point } = await stack();
    let before = -1;
    const document = await verifyThrough(
      { url, model: "127.0.0.1:0", requests: 1 },
      unstopped(),
      (lines) => point(baseIn(lines)),
      async () => {
        await new Promise(setImmediate);
        before = questions();
      },
    );
    expect({ before, after: questions(), word: document.word }).toEqual({ before: 0, after: 1, word: "streams" });
  });

  test("the model's first request ends the wait; its answer is whole, and counts for no question of the lab's", async () => {
    const { url, point } = await stack();
    let early: Promise<string> = Promise.resolve("");
    const document = await verifyThrough(
      { url, model: "127.0.0.1:0", requests: 1 },
      unstopped(),
      (lines) => {
        point(baseIn(lines));
        early = ask(baseIn(lines)).then((answer) => answer.text());
      },
      async (asked) => void (await asked),
    );
    expect(await early).toMatch(/^data: [^]*data: \[DONE\]\s*$/);
    expect(document).toMatchObject({ word: "streams", exit: 0, sent: 1, readings: [{ model: { streams: 1 } }] });
  });

  test("Ctrl-C while it waits: its reason, and the model listens no more", async () => {
    const { url, questions } = await stack();
    const stop = new AbortController();
    let port = 0;
    const running = verifyThrough(
      { url, model: "127.0.0.1:0" },
      stop.signal,
      (lines) => void (port = Number(new URL(baseIn(lines)).port)),
      async (asked) => {
        stop.abort(new Error("stopped"));
        await untilPointed(new PassThrough(), asked, stop.signal);
      },
    );
    await expect(running).rejects.toThrow("stopped");
    const [error] = (await once(connect(port, "127.0.0.1"), "error")) as [NodeJS.ErrnoException];
    expect({ code: error.code, questions: questions() }).toEqual({ code: "ECONNREFUSED", questions: 0 });
  });
});
