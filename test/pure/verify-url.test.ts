import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createSecureServer } from "node:http2";
import type { AddressInfo, Server } from "node:net";
import { createServer as createHttps } from "node:https";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { constants, createGzip } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import * as v from "valibot";
import { renderUrl, renderUrlJson } from "../../src/report/verify/index.ts";
import { UrlSchema } from "../../src/report/verify/url-json.ts";
import { verifyUrl } from "../../src/verify/url/index.ts";
import type { UrlOptions } from "../../src/verify/url/index.ts";
import { CERTIFICATE } from "./certificate.ts";

const STREAM = { "content-type": "text/event-stream" };
const event = (index: number): string => `data: {"token":${index}}\n\n`;
const SECRET = "Bearer very-secret-0123456789";

async function listening(server: Server & { closeAllConnections?: () => void }): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.closeAllConnections?.();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** @returns the server's URL, and every request that it got */
async function serve(answer: RequestListener): Promise<{ url: string; got: IncomingMessage[] }> {
  const got: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    got.push(request);
    answer(request, response);
  });
  return { url: `http://127.0.0.1:${await listening(server)}/chat`, got };
}

/** Ten events 30 ms apart, the first at once. */
async function inPace(_: unknown, response: Pick<ServerResponse, "writeHead" | "write" | "end">): Promise<void> {
  response.writeHead(200, STREAM);
  for (let index = 0; index < 10; index += 1) {
    response.write(event(index));
    await delay(30);
  }
  response.end();
}

/** All of it, and at once: for what is sent, not for what is seen. */
function quick(_: unknown, response: ServerResponse): void {
  response.writeHead(200, STREAM).end(event(1).repeat(10));
}

async function held(_: unknown, response: ServerResponse): Promise<void> {
  await delay(300);
  response.writeHead(200, STREAM).end(Array.from({ length: 16 }, (_each, index) => event(index)).join(""));
}

/** Looks, and checks that what comes out fits its schema. */
async function look(options: UrlOptions): ReturnType<typeof verifyUrl> {
  const document = await verifyUrl(options, new AbortController().signal);
  v.assert(UrlSchema, JSON.parse(renderUrlJson(document)));
  return document;
}
const page = { width: 80, colour: false };

describe("a stream", () => {
  test("in pace: exit 0; one plain, one with compression offered, no more; HTTP/2 needs TLS", async () => {
    const { url, got } = await serve((...both) => void inPace(...both));
    const seen = await look({ url });
    expect(seen).toMatchObject({ word: "in pace", exit: 0, sent: 2, url });
    expect(got.map(({ headers }) => headers["accept-encoding"])).toEqual([undefined, "gzip, br, zstd"]);
    expect(seen.notes).toEqual(["not asked over HTTP/2: http:// has no way to choose it"]);
    expect(renderUrl(seen, page)).toContain("when the model sent");
  });

  test("held: exit 1", async () => {
    const { url } = await serve((...both) => void held(...both));
    expect(await look({ url, requests: 1 })).toMatchObject({ word: "looks held", exit: 1, sent: 1 });
  });

  test("held only where compression is offered", async () => {
    const { url } = await serve((request, response) => {
      if (request.headers["accept-encoding"] === undefined) return void inPace(request, response);
      response.writeHead(200, { ...STREAM, "content-encoding": "gzip" });
      const gzip = createGzip();
      gzip.pipe(response);
      void inPace(request, {
        writeHead: () => response,
        write: (part: string) => gzip.write(part),
        end: () => gzip.end(),
      } as never);
    });
    const seen = await look({ url });
    expect(seen).toMatchObject({ word: "looks held", exit: 1 });
    expect(seen.readings.map(({ word, encoding }) => [word, encoding])).toEqual([
      ["in pace", null],
      ["looks held", "gzip"],
    ]);
  });

  test("compressed with a flush after each event is in pace", async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { ...STREAM, "content-encoding": "gzip" });
      const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH });
      gzip.pipe(response);
      void inPace(null, {
        writeHead: () => response,
        write: (part: string) => gzip.write(part),
        end: () => gzip.end(),
      } as never);
    });
    const [reading] = (await look({ url, requests: 1 })).readings;
    expect(reading).toMatchObject({ word: "in pace", events: 10, encoding: "gzip" });
  });

  test("HTTP/2 by ALPN, where the authority is trusted", async () => {
    const server = createSecureServer(
      { ...CERTIFICATE, allowHTTP1: true },
      (...both) => void inPace(...(both as unknown as [IncomingMessage, ServerResponse])),
    );
    const url = `https://127.0.0.1:${await listening(server)}/`;
    const seen = await look({ url, ca: CERTIFICATE.cert });
    expect(seen.readings.map(({ ask, protocol, framing, word }) => [ask, protocol, framing, word])).toEqual([
      ["plain", "HTTP/1.1", "chunked", "in pace"],
      ["compressed", "HTTP/1.1", "chunked", "in pace"],
      ["http2", "HTTP/2", "frames", "in pace"],
    ]);
  });

  test("a server without HTTP/2 is no fault of the stream", async () => {
    const server = createHttps(CERTIFICATE, (...both) => void inPace(...both));
    const seen = await look({ url: `https://127.0.0.1:${await listening(server)}/`, ca: CERTIFICATE.cert });
    expect(seen).toMatchObject({ word: "in pace", exit: 0, sent: 2, notes: ["HTTP/2: the server does not choose it"] });
  });
});

describe("what is sent", () => {
  test("nothing but what the person gave, and a body as it is", async () => {
    const bodies: string[] = [];
    const { url, got } = await serve((request, response) => {
      void text(request).then((body) => {
        bodies.push(body);
        return quick(request, response);
      });
    });
    await look({ url: `${url}?q=1`, headers: [`Authorization: ${SECRET}`, "X-A: 1"], body: '{"a":1}', requests: 1 });
    const names = got[0]!.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
    expect(names.sort()).toEqual(["authorization", "connection", "content-length", "host", "x-a"]);
    expect([got[0]!.method, got[0]!.url, got[0]!.headers.authorization, bodies]).toEqual([
      "POST",
      "/chat?q=1",
      SECRET,
      ['{"a":1}'],
    ]);
  });

  test.for([1, 2, 3])("never more than --requests %i", async (requests) => {
    const { url, got } = await serve(quick);
    await look({ url, requests });
    expect(got.length).toBeLessThanOrEqual(requests);
    const both = await serve(quick);
    if (requests > 1) await look({ url: both.url, direct: both.url, requests });
    expect(both.got).toHaveLength(requests === 1 ? 0 : requests);
  });

  test("an Accept-Encoding of the person's own is the only one", async () => {
    const { url, got } = await serve(quick);
    await look({ url, headers: ["Accept-Encoding: identity"] });
    expect(got.map(({ headers }) => headers["accept-encoding"])).toEqual(["identity"]);
  });

  test("no secret is in what comes out", async () => {
    const { url } = await serve((_request, response) => response.writeHead(401).end(SECRET));
    const seen = await look({ url: `${url}?api_key=${SECRET.slice(7)}`, headers: [`Authorization: ${SECRET}`] });
    expect(renderUrl(seen, page) + renderUrlJson(seen)).not.toContain(SECRET.slice(7));
    expect(seen).toMatchObject({ exit: 2, sent: 1, url: `${url}?...` });
  });
});

describe("--direct", () => {
  test("held between the two: exit 1", async () => {
    const [outer, inner] = [
      await serve((...both) => void held(...both)),
      await serve((...both) => void inPace(...both)),
    ];
    const seen = await look({ url: outer.url, direct: inner.url });
    expect(seen.notes).toContain("not asked with compression offered: --requests 3");
    expect(seen).toMatchObject({ word: "looks held", exit: 1, sent: 3, difference: { decides: "held between" } });
    expect([outer.got.length, inner.got.length]).toEqual([1, 2]);
  });

  test("the same twice: no difference, exit 0", async () => {
    const { url } = await serve((...both) => void inPace(...both));
    expect(await look({ url, direct: url })).toMatchObject({ exit: 0, difference: { decides: "no difference" } });
  });
});

describe("what is no stream: one sentence, exit 2, and no second request", () => {
  const unending = (_: unknown, response: ServerResponse): void => {
    response.writeHead(200, STREAM);
    const timer = setInterval(() => response.write(event(1).repeat(50)), 5);
    response.on("close", () => clearInterval(timer));
  };
  test.for([
    ["401", (_, response) => response.writeHead(401).end(), {}, /status 401/u],
    [
      "a redirect",
      (_, response) => response.writeHead(302, { location: "/x?secret" }).end(),
      {},
      /redirect to \S+\/x\?\.\.\. /u,
    ],
    ["no body", (_, response) => response.writeHead(204).end(), {}, /no body/u],
    [
      "JSON",
      (_, response) => response.writeHead(200, { "content-type": "application/json" }).end("{}"),
      {},
      /no stream/u,
    ],
    ["one that never ends", unending, { seconds: 0.2 }, /not over after 0\.\d s/u],
    ["one that never ends, and is long", unending, { maxBytes: 10_000 }, /too long/u],
    ["one that never begins", () => undefined, { seconds: 0.2 }, /no answer came within/u],
    [
      "a cut",
      (_, response) => void response.writeHead(200, STREAM).write(event(1), () => response.destroy()),
      {},
      /1 event and/u,
    ],
    [
      "broken gzip",
      (_, response) => response.writeHead(200, { ...STREAM, "content-encoding": "gzip" }).end("no gzip"),
      {},
      /compression is broken/u,
    ],
  ] as const satisfies readonly (readonly [
    string,
    (request: IncomingMessage, response: ServerResponse) => unknown,
    Partial<UrlOptions>,
    RegExp,
  ])[])("%s", async ([, answer, options, why]) => {
    const { url, got } = await serve(
      (request, response) => void (answer as RequestListener)(request, response as never),
    );
    const seen = await look({ url, ...options });
    expect(seen).toMatchObject({ word: "unknown", exit: 2 });
    expect(seen.readings[0]!.why).toMatch(why);
    expect(renderUrl(seen, page)).toContain("exit 2");
    expect(got).toHaveLength(1);
  });

  test("nobody listens", async () => {
    const server = createServer();
    const port = await listening(server);
    server.close();
    await once(server, "close");
    const seen = await look({ url: `http://127.0.0.1:${port}/` });
    expect(seen).toMatchObject({ exit: 2, sent: 0 });
    expect(seen.readings[0]!.why).toBe("nobody listens there (ECONNREFUSED)");
  });

  test("a certificate that nobody has signed", async () => {
    const port = await listening(createHttps(CERTIFICATE, (...both) => void inPace(...both)));
    const [reading] = (await look({ url: `https://127.0.0.1:${port}/` })).readings;
    expect(reading).toMatchObject({ word: "unknown", why: "TLS failed (DEPTH_ZERO_SELF_SIGNED_CERT)" });
  });

  test("http where TLS is spoken, and the other way round", async () => {
    const tls = await listening(createHttps(CERTIFICATE));
    expect((await look({ url: `http://127.0.0.1:${tls}/` })).exit).toBe(2);
    const clear = await serve((...both) => void inPace(...both));
    expect((await look({ url: clear.url.replace("http:", "https:") })).exit).toBe(2);
  });
});

describe("wrong use", () => {
  test.for([
    [{ url: "staging" }, /--url is no URL/u],
    [{ url: "ftp://a/" }, /--url is no URL/u],
    [{ url: "http://a/", direct: "b" }, /--direct is no URL/u],
    [{ url: "http://user:hunter2@a/" }, /--url has credentials in it/u],
    [{ url: "http://a/", headers: ["no colon"] }, /--header is NAME: VALUE/u],
    [{ url: "http://a/", headers: ["X-Key: hunter2\r\nX: y"] }, /--header is NAME: VALUE.*\(X-Key\)/u],
    [{ url: "http://a/", method: "STREAM" }, /--method is no HTTP method/u],
    [{ url: "http://a/", direct: "http://b/", requests: 1 }, /--direct compares two/u],
  ] as const)("%j", async ([options, message]) => {
    const error = await look(options).catch((each: unknown) => each as Error);
    expect(error).toMatchObject({ code: "usage", message: expect.stringMatching(message) as string });
    expect(JSON.stringify({ ...error, message: (error as Error).message })).not.toContain("hunter2");
  });

  test("a signal ends it", async () => {
    const stop = new AbortController();
    const { url } = await serve(() => stop.abort(new Error("stopped by SIGINT")));
    await expect(verifyUrl({ url }, stop.signal)).rejects.toThrow("stopped by SIGINT");
  });
});
