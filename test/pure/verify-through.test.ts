import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { createGzip } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import * as v from "valibot";
import { renderThrough, renderThroughJson } from "../../src/report/verify/index.ts";
import { ThroughSchema } from "../../src/report/verify/through-json.ts";
import { verifyThrough } from "../../src/verify/through/index.ts";
import type { ThroughDocument, ThroughOptions } from "../../src/verify/through/index.ts";
import { CERTIFICATE } from "./certificate.ts";

const page = { width: 80, colour: false };

/** What a stack of a test does with a question: it knows how to ask the model. */
type Stack = (
  ask: (body?: object, path?: string) => Promise<Response>,
  res: ServerResponse,
  req: IncomingMessage,
) => unknown;

/** Where all is held, a short wait sees it too; nothing that streams may rest on it. */
const SOON = { patienceMs: 300 };
const STREAM = { model: "m", stream: true, messages: [] };

/**
 * Starts a stack, and proves it with the lab's model behind it; what comes out fits its schema. The stack is pointed at the model by what
 * the lab tells.
 */
async function proved(
  stack: Stack,
  options: Partial<ThroughOptions> = {},
): Promise<ThroughDocument & { told: string }> {
  let model = "";
  let key = "";
  const answer: RequestListener = (req, res) => {
    const ask = (body: object = STREAM, path = "/v1/chat/completions"): Promise<Response> =>
      fetch(`${model}${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify(body),
      });
    void Promise.resolve(stack(ask, res, req)).catch(() => res.destroy());
  };
  const secure = options.ca === undefined ? null : createSecureServer({ ...CERTIFICATE, allowHTTP1: true });
  secure?.on("request", (req, res) => answer(req as never, res as never));
  const server = secure ?? createServer(answer);
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const url = `${secure === null ? "http" : "https"}://127.0.0.1:${(server.address() as AddressInfo).port}/chat`;
  let told = "";
  const wanted = { url, model: "127.0.0.1:0", requests: 1, ...options };
  const document = await verifyThrough(wanted, new AbortController().signal, (lines) => {
    told = lines.join("\n");
    model = /OPENAI_BASE_URL=(\S+)\/v1/.exec(told)![1]!.replace("THIS-MACHINE", "127.0.0.1");
    key = /OPENAI_API_KEY=(\S+)/.exec(told)![1]!.replace("YOUR-MODEL-TOKEN", options.modelToken ?? "");
  });
  v.assert(ThroughSchema, JSON.parse(renderThroughJson(document)));
  return { ...document, told };
}

/** Passes the model's answer on through `change`, piece by piece. */
function relay(change: (piece: Buffer, write: (bytes: Buffer | string) => void, end: boolean) => void): Stack {
  return async (ask, res) => {
    const answer = await ask();
    res.writeHead(200, { "content-type": "text/event-stream" });
    res.flushHeaders();
    const write = (bytes: Buffer | string): void => void res.write(bytes);
    for await (const piece of answer.body!) change(Buffer.from(piece), write, false);
    change(Buffer.alloc(0), write, true);
    res.end();
  };
}

const streaming = relay((piece, write) => write(piece));

/** Keeps what comes until it has so many bytes. */
function holding(bytes: number): Stack {
  return async (ask, res, req) => {
    let kept = Buffer.alloc(0);
    const stack = relay((piece, write, end) => {
      kept = Buffer.concat([kept, piece]);
      if (!end && kept.length < bytes) return;
      write(kept);
      kept = Buffer.alloc(0);
    });
    await stack(ask, res, req);
  };
}

describe("proved at both ends", () => {
  test("a relay that streams: every token acknowledged, exit 0; once more with compression offered", async () => {
    const seen = await proved(streaming, { requests: 3 });
    expect(seen).toMatchObject({ word: "streams", exit: 0, sent: 2 });
    expect(seen.readings.map(({ ask, word, sent, got }) => [ask, word, sent, got])).toEqual([
      ["plain", "streams", 13, 13],
      ["compressed", "streams", 13, 13],
    ]);
    expect(seen.readings[0]!.model).toEqual({
      ...{ streams: 1, wholes: 0, refused: 0, elsewhere: null, api: "openai", httpVersion: "1.1" },
    });
    expect(seen.notes).toEqual(["not asked over HTTP/2: http:// has no way to choose it"]);
    expect(renderThrough(seen, page)).toContain("13 of 13 tokens arrived");
  });

  test("over TLS all three ways are asked, HTTP/2 too", async () => {
    const seen = await proved(streaming, { ca: CERTIFICATE.cert, requests: 3 });
    expect(seen.readings.map(({ ask, protocol, word }) => [ask, protocol, word])).toEqual([
      ["plain", "HTTP/1.1", "streams"],
      ["compressed", "HTTP/1.1", "streams"],
      ["http2", "HTTP/2", "streams"],
    ]);
  });

  test.for([
    ["/v1/messages", "anthropic", STREAM],
    ["/v1/responses", "responses", { model: "m", stream: true, input: "hello" }],
    ["/api/chat", "ollama", { model: "m", messages: [] }], // streams unless it is told not to
    ["/api/generate", "ollama", { model: "m", prompt: "hello" }],
    ["/openai/deployments/x/chat/completions?api-version=1", "openai", STREAM],
  ] as const)("a stack that asks for %s", async ([path, api, body]) => {
    const seen = await proved(async (ask, res) => {
      const answer = await ask(body, path);
      res.writeHead(200, { "content-type": answer.headers.get("content-type")! });
      for await (const piece of answer.body!) res.write(piece);
      res.end();
    });
    expect(seen).toMatchObject({ word: "streams", exit: 0, readings: [{ model: { api, streams: 1 } }] });
  });

  test("a relay that holds 4 KB: how much it lets go at once", async () => {
    const seen = await proved(holding(4_096), SOON);
    expect(seen).toMatchObject({ word: "holds", exit: 1 });
    const [reading] = seen.readings;
    expect(reading!.heldBytes).toBeGreaterThanOrEqual(4_096);
    expect(reading!.heldBytes).toBeLessThan(4_096 + 1_500);
    expect(seen.says).toMatch(/^holds 4\.\d KB$/);
    expect(reading!.got).toBe(reading!.sent);
  });

  test("one that holds all of it", async () => {
    const seen = await proved(holding(Infinity), SOON);
    expect(seen).toMatchObject({ word: "holds", says: "holds all", exit: 1, readings: [{ heldBytes: null }] });
    // a count of tokens with a size behind it looks like a secret
    expect(renderThrough(seen, page)).not.toContain("[hidden]");
  });

  test("one that compresses without flushing holds there, and streams where nothing is offered", async () => {
    const seen = await proved(
      async (ask, res, req) => {
        if (req.headers["accept-encoding"] === undefined) return streaming(ask, res, req);
        const answer = await ask();
        res.writeHead(200, { "content-type": "text/event-stream", "content-encoding": "gzip" });
        const gzip = createGzip();
        gzip.pipe(res);
        for await (const piece of answer.body!) gzip.write(piece);
        gzip.end();
      },
      { requests: 2 },
    );
    expect(seen).toMatchObject({ word: "holds", exit: 1 });
    expect(seen.notes[0]).toMatch(/^with compression offered it holds .*, asked plainly it streams$/);
  });

  test("one that drops what it has at a clean end loses tokens", async () => {
    let count = 0;
    const seen = await proved(
      relay((piece, write) => (count++ < 4 ? write(piece) : undefined)),
      SOON,
    );
    expect(seen).toMatchObject({ word: "loses", exit: 1 });
    expect(seen.readings[0]!.why).toMatch(/^\d+ of \d+ tokens came, then the answer ended cleanly$/);
  });

  test("the app asks for a whole answer: nothing can stream behind it", async () => {
    const seen = await proved(async (ask, res) => {
      const { choices } = (await (await ask({ ...STREAM, stream: false })).json()) as {
        choices: [{ message: { content: string } }];
      };
      res
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ answer: choices[0].message.content }));
    });
    expect(seen).toMatchObject({ word: "holds", says: "holds all", exit: 1 });
    expect(seen.readings[0]!.why).toContain('"stream": true is missing');
  });

  test("a model that is asked for a title, too: the answer whose words arrive counts", async () => {
    const seen = await proved(async (ask, res, req) => {
      await (await ask({ ...STREAM, stream: false })).text();
      await streaming(ask, res, req);
    });
    expect(seen).toMatchObject({ word: "streams", exit: 0, readings: [{ model: { streams: 1, wholes: 1 } }] });
    expect(seen.notes[0]).toContain("the model was asked 2 times for one question");
  });

  test("--direct: what lies between the two does it", async () => {
    const direct = createServer((_req, res) => void streamed(res));
    let base = "";
    const streamed = async (res: ServerResponse): Promise<void> => {
      const answer = await fetch(`${base}/v1/chat/completions`, { method: "POST", body: JSON.stringify(STREAM) });
      res.writeHead(200, { "content-type": "text/event-stream" });
      for await (const piece of answer.body!) res.write(piece);
      res.end();
    };
    await once(direct.listen(0, "127.0.0.1"), "listening");
    onTestFinished(() => (direct.closeAllConnections(), void direct.close()));
    const free = createServer().listen(0, "127.0.0.1");
    await once(free, "listening");
    const { port } = free.address() as AddressInfo;
    free.close();
    await once(free, "close");
    base = `http://127.0.0.1:${port}`;
    const seen = await proved(holding(2_048), {
      ...{ model: `127.0.0.1:${port}`, requests: 2 },
      direct: `http://127.0.0.1:${(direct.address() as AddressInfo).port}/`,
    });
    expect(seen.readings.map(({ of, word }) => [of, word])).toEqual([
      ["url", "holds"],
      ["direct", "streams"],
    ]);
    expect(seen.notes[0]).toBe("the direct URL streams: what lies between the two does it");
  });
});

describe("no result, and never a hold", () => {
  test("words that the app rewrites: tokens not found, and what came", async () => {
    const seen = await proved(
      relay((piece, write) => write(piece.toString().toUpperCase())),
      SOON,
    );
    expect(seen).toMatchObject({ word: "unknown", exit: 2 });
    expect(seen.says).toMatch(/^tokens not found, \d[\d.]* KB came$/);
    expect(renderThrough(seen, page)).not.toContain("holds");
  });

  test("a stack that never asks the model, and answers", async () => {
    const seen = await proved((_ask, res) => {
      res.writeHead(200, { "content-type": "text/event-stream" }).end("data: hello\n\n".repeat(20));
    });
    expect(seen).toMatchObject({ word: "unknown", exit: 2, sent: 1 });
    expect(seen.readings[0]!.why).toBe("the model was not asked: the stack answered by itself, 260 B");
    expect(seen.readings[0]!.hint).toContain("point the stack at the lab's model");
  });

  test("one that never asks the model, nor answers: the bound", async () => {
    const seen = await proved(() => {}, { reachMs: 200, requests: 3 });
    expect(seen).toMatchObject({ word: "unknown", exit: 2, sent: 1 });
    expect(seen.readings[0]!.why).toBe("nobody asked the model within 0.2 s: 0 B came");
  });

  test("an error of the stack is its own", async () => {
    const seen = await proved((_ask, res) => void res.writeHead(401).end());
    expect(seen.readings[0]!.why).toBe("the answer is an error: status 401; the model was not asked");
  });

  test("an API that the lab's model has not", async () => {
    const seen = await proved(async (ask, res) => {
      const { status } = await ask({}, "/v1/embeddings");
      res.writeHead(200, { "content-type": "text/plain" }).end(`the model said ${status}`);
    });
    expect(seen.readings[0]!.why).toBe("the model was asked for /v1/embeddings, which the lab's has not");
  });

  test("an answer that was stored on the way", async () => {
    let stored: Buffer | null = null;
    const seen = await proved(
      async (ask, res) => {
        stored ??= Buffer.from(await (await ask()).arrayBuffer());
        res.writeHead(200, { "content-type": "text/event-stream" }).end(stored);
      },
      { requests: 2, ...SOON },
    );
    expect(seen.readings[1]!.why).toBe("the words of an earlier answer came: something on the way stores answers");
  });
});

describe("who may ask the model", () => {
  test("on its own address anybody on this machine; how to point at it is told", async () => {
    const { told } = await proved(streaming);
    expect(told).toContain("OPENAI_API_KEY=any");
    expect(told).toContain("ssh -R");
  });

  test("on an address of others a token is made, told once, and in no document", async () => {
    const seen = await proved(streaming, { model: "0.0.0.0:0" });
    const [, key] = /OPENAI_API_KEY=(\S{24})/.exec(seen.told)!;
    const { told, ...document } = seen;
    expect({ told: told.includes(key!), word: document.word }).toEqual({ told: true, word: "streams" });
    expect(JSON.stringify(document) + renderThrough(document, page)).not.toContain(key);
  });

  test("without it nothing is answered, and that is said", async () => {
    const seen = await proved(
      async (_ask, res, _req) => {
        const port = seenPort();
        const { status } = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, { method: "POST", body: "{}" });
        res.writeHead(200, { "content-type": "text/plain" }).end(`${status}`);
      },
      { modelToken: "given-0123456789", model: `127.0.0.1:${await freePort()}` },
    );
    expect(seen.told).not.toContain("given-0123456789");
    expect(seen.readings[0]).toMatchObject({
      word: "unknown",
      why: "the model was asked without its token",
      model: { refused: 1 },
    });
  });

  test("the one that was given is the one that counts", async () => {
    expect(await proved(streaming, { modelToken: "given-0123456789" })).toMatchObject({ word: "streams" });
  });
});

let lastPort = 0;
const seenPort = (): number => lastPort;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  lastPort = (server.address() as AddressInfo).port;
  server.close();
  await once(server, "close");
  return lastPort;
}

test.for([
  [{ model: "somewhere" }, "--model is ADDRESS:PORT"],
  [{ model: "127.0.0.1:99999" }, "--model is ADDRESS:PORT"],
  [{ modelToken: "a b" }, "--model-token has"],
] as const)("%j is wrong use", async ([options, says]) => {
  await expect(proved(streaming, options)).rejects.toThrow(says);
});

test("a port that somebody has is told", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const model = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  await expect(proved(streaming, { model })).rejects.toThrow("the lab's model cannot listen at 127.0.0.1");
});
