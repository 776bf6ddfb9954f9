import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { startPython } from "../../reader-kit/python/python.ts";
import type { ReadPlan } from "../../src/model/reader.ts";

const PLAN: ReadPlan = {
  ...{ runId: "r", reader: "reader", url: "http://upstream:8080/stream", method: "POST", body: "{}" },
  ...{ headers: { accept: "text/event-stream" }, httpVersion: "1.1", dialect: "openai", format: "sse" },
  ...{ startAtNs: 0, leave: null, ackUrl: null, bytesPerSecond: null, timeoutMs: 5000 },
};

/** Reads with a stand-in for serve.py, which `python` plays once the plan has come. */
async function readWith(python: (socket: Socket) => void) {
  const folder = mkdtempSync(join(tmpdir(), "python-reader-"));
  const path = join(folder, "client.sock");
  const plan = Promise.withResolvers<unknown>();
  const closed = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    socket.once("close", () => closed.resolve());
    socket.once("data", (bytes) => {
      plan.resolve(JSON.parse(String(bytes)));
      python(socket);
    });
  });
  await once(server.listen(path), "listening");
  onTestFinished(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  const account: unknown[] = [];
  const client = startPython("httpx", path)(PLAN, {
    head: (...head) => account.push(head),
    body: (bytes, atNs) => account.push([String(bytes), atNs]),
    piece: (text, atNs) => account.push([text, atNs]),
  });
  return { client, account, plan: plan.promise, closed: closed.promise };
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
const base64 = (text: string): string => Buffer.from(text).toString("base64");

describe("a Python client's account", () => {
  test("is told as it comes, and ends with its word", async () => {
    const { client, account, plan } = await readWith((socket) => {
      socket.write(line({ head: [1, 200, { "content-type": "text/plain" }] }) + '{"body":[2,"');
      socket.write(`${base64("é")}"]}\n`);
      const raised = ["httpx.ReadTimeout: timed out", "TimeoutError: timed out"];
      socket.end('{"piece":[3,"b\\u2028"]}\n' + line({ raised, saying: raised[0] }));
    });
    expect(await client.ended).toEqual({ end: "gave-up", saying: "httpx.ReadTimeout: timed out" });
    expect(account).toEqual([
      [1, 200, { "content-type": "text/plain" }],
      ["é", 2],
      ["b\u2028", 3],
    ]);
    expect(await plan).toEqual({ url: PLAN.url, method: "POST", headers: PLAN.headers, body: "{}" });
  });

  test("of a whole body ends complete", async () => {
    const { client } = await readWith((socket) => socket.end(line({ complete: true })));
    expect(await client.ended).toEqual({ end: "complete", saying: null });
  });
});

describe("a Python client that fails is an error of the rig, never a finding", () => {
  test("an exception in the variant comes with its traceback", async () => {
    const { client } = await readWith((socket) => socket.end(line({ crash: "NameError: name 'respons'" })));
    const message = "NameError: name 'respons'";
    await expect(client.ended).rejects.toMatchObject({ code: "client_failed", message });
  });

  test("an exception that no table knows", async () => {
    const raised = ["httpx.NewError: who knows"];
    const { client } = await readWith((socket) => socket.end(line({ raised, saying: raised[0] })));
    await expect(client.ended).rejects.toMatchObject({
      code: "client_failed",
      message: expect.stringContaining("httpx.NewError: who knows") as string,
    });
  });

  test("a process that dies in the middle", async () => {
    const { client } = await readWith((socket) => socket.end(line({ body: [2, base64("a")] })));
    await expect(client.ended).rejects.toThrow("ended without saying how");
  });

  test("a word that broke off is none", async () => {
    const { client } = await readWith((socket) => socket.end('{"complete":true}'));
    await expect(client.ended).rejects.toThrow("ended without saying how");
  });

  test("a line that is none", async () => {
    const { client } = await readWith((socket) => socket.write(line({ body: ["soon", "a"] })));
    await expect(client.ended).rejects.toThrow("Invalid type");
    client.kill();
  });

  test("nobody there", async () => {
    const client = startPython("httpx", "/nowhere/client.sock")(PLAN, {
      head: () => {},
      body: () => {},
      piece: () => {},
    });
    await expect(client.ended).rejects.toThrow("ENOENT");
  });
});

test("kill closes the connection, which is the client's life, and ends the wait", async () => {
  const { client, plan, closed } = await readWith(() => {});
  await plan;
  client.kill();
  await closed;
  expect(await client.ended).toMatchObject({ end: "left" });
});
