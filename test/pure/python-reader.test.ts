import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ReadPlan } from "../../src/model/reader.ts";
import { startPython } from "../../layers/python-reader/src/python.ts";

const PLAN: ReadPlan = {
  ...{ runId: "r", reader: "reader", url: "http://upstream:8080/stream", method: "POST", body: "{}" },
  ...{ headers: { accept: "text/event-stream" }, httpVersion: "1.1", format: "sse", startAtNs: 0, leave: null },
  ...{ ackUrl: null, bytesPerSecond: null, timeoutMs: 5000 },
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
  const client = startPython(path)(PLAN, {
    head: (...head) => account.push(head),
    body: (bytes, atNs) => account.push([String(bytes), atNs]),
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
      socket.end(line({ body: [3, base64("b")] }) + line({ end: "httpx-ReadTimeout" }));
    });
    expect(await client.ended).toBe("httpx-ReadTimeout");
    expect(account).toEqual([
      [1, 200, { "content-type": "text/plain" }],
      ["é", 2],
      ["b", 3],
    ]);
    expect(await plan).toEqual({ url: PLAN.url, method: "POST", headers: PLAN.headers, body: "{}" });
  });

  test("of a whole body ends with null", async () => {
    const { client } = await readWith((socket) => socket.end(line({ end: null })));
    expect(await client.ended).toBeNull();
  });
});

describe("a Python client that fails is an error of the rig, never a finding", () => {
  test("an exception in the variant comes with its traceback", async () => {
    const { client } = await readWith((socket) => socket.end(line({ crash: "NameError: name 'respons'" })));
    await expect(client.ended).rejects.toThrow("NameError: name 'respons'");
  });

  test("a process that dies in the middle", async () => {
    const { client } = await readWith((socket) => socket.end(line({ body: [2, base64("a")] })));
    await expect(client.ended).rejects.toThrow("ended without saying how");
  });

  test("a line that is none", async () => {
    const { client } = await readWith((socket) => socket.write(line({ body: ["soon", "a"] })));
    await expect(client.ended).rejects.toThrow("Invalid type");
    client.kill();
  });

  test("nobody there", async () => {
    const client = startPython("/nowhere/client.sock")(PLAN, { head: () => {}, body: () => {} });
    await expect(client.ended).rejects.toThrow("ENOENT");
  });
});

test("kill closes the connection, which is the client's life, and ends the wait", async () => {
  const { client, plan, closed } = await readWith(() => {});
  await plan;
  client.kill();
  await closed;
  expect(await client.ended).toBeNull();
});
