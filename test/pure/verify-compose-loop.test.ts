import { createServer, request } from "node:http";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { createSecureServer } from "node:http2";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, test } from "vitest";
import type { HopChain } from "../../src/model/hop.ts";
import { dialectsOfModel } from "../../src/verify/compose/dialects.ts";
import { measureStack } from "../../src/verify/compose/loop.ts";
import type { StackStand } from "../../src/verify/compose/loop.ts";
import type { StackQuestion } from "../../src/verify/compose/asks.ts";
import type { Entry } from "../../src/verify/compose/plan.ts";
import { stackReports } from "../../src/verify/compose/report.ts";
import type { LocationReport } from "../../src/verify/document.ts";
import { lockstep, pause, steady } from "../../src/verify/instrument/acts.ts";
import { Model } from "../../src/verify/instrument/model.ts";
import { Origin } from "../../src/verify/instrument/origin.ts";
import { Run } from "../../src/verify/instrument/run.ts";
import { writingOf } from "../../src/verify/instrument/words.ts";
import { CERTIFICATE } from "./certificate.ts";

const runs = new Map<string, Run>();
const origin = new Origin(runs, null);
origin.model = new Model(dialectsOfModel(), runs);
const MODEL_PORT = await freePort();
await origin.listen(MODEL_PORT);
const servers: Server[] = [];
afterAll(() => servers.forEach((server) => ((server as Partial<Server>).closeAllConnections?.(), server.close())));

async function freePort(): Promise<number> {
  const free = createServer().listen(0);
  const { port } = free.address() as AddressInfo;
  await new Promise((resolve) => free.close(resolve));
  return port;
}

function serve(listener: RequestListener, server: Server = createServer(listener)): Promise<number> {
  servers.push(server);
  return new Promise((resolve) => server.listen(0, () => resolve((server.address() as AddressInfo).port)));
}

/** Asks the model as an app does: the question in a request of its own. */
function askModel(path: string, body: object): Promise<IncomingMessage> {
  return new Promise((resolve) => {
    request({ port: MODEL_PORT, path, method: "POST", headers: { "content-type": "application/json" } }, resolve).end(
      JSON.stringify({ model: "gpt-5", messages: [], ...body }),
    );
  });
}

const CONTENT = /"(?:content|text|delta|response)":" ?(r\w+z)"/g;

/** An app that passes on what its model says, each word in a form of its own. */
const app =
  (
    say: (word: string) => string,
    path = "/openai/v1/chat/completions",
    body: object = { stream: true },
  ): RequestListener =>
  (asked, answer) => {
    void text(asked).then(async (question) => {
      if (asked.url !== "/chat") return void answer.writeHead(404).end('{"detail":"Not Found"}');
      if (!question.includes("question"))
        return void answer.writeHead(422).end('{"detail":"question: field required"}');
      const model = await askModel(path, body);
      answer.setHeader("content-type", "application/x-ndjson").flushHeaders();
      model.setEncoding("utf8");
      model.on("data", (piece: string) => {
        for (const [, word] of piece.matchAll(CONTENT)) answer.write(say(word!));
      });
      model.on("end", () => answer.end());
    });
  };

/** A proxy in front of it: `keeps` all of an answer until its end. */
const proxy =
  (port: number, keeps: boolean): RequestListener =>
  (asked: IncomingMessage, answer: ServerResponse) => {
    const { url: path, method, headers } = asked;
    const inner = request({ port, path, method, headers }, (came) => {
      if (answer.writableEnded) return void came.resume();
      answer.writeHead(came.statusCode!, came.headers);
      if (!keeps) return void came.pipe(answer);
      void text(came).then((all) => answer.end(all));
    });
    asked.pipe(inner);
  };

const at = (service: string, line: number): Entry["at"] => ({ file: "compose.yaml", line, text: `${service}:` });
const QUESTION: StackQuestion = { path: "/chat", method: null, headers: {}, body: '{"question":"{question}"}' };

const HOLDS: HopChain = {
  reader: "reader",
  hops: [
    {
      ...{
        hop: "web",
        in: [
          [1, 200, null],
          [2, 200, null],
          [3, 200, null],
        ],
        out: [[4, 600, null]],
        steps: 1,
        stepBytes: null,
      },
      ...{ waitMs: { p50: 800, p99: 1_600, max: 1_600 }, basis: "bytes", verdict: "holds", why: "to-the-end" },
      ...{ whyBytes: null, sideCalls: [] },
    },
  ],
  origin: { name: "mock-llm", steps: 3, spanMs: 1_600 },
};

/** A stack of these servers, measured from its entry. */
async function reported(
  listener: RequestListener,
  {
    keeps = false,
    question = QUESTION,
    chain = HOLDS as HopChain | null,
    trouble = null as string | null,
    tls = false,
    limitS = null as number | null,
    web: outer = (port: number) => proxy(port, keeps),
    secure = null as ((listener: RequestListener) => Server) | null,
    told = [] as string[],
  } = {},
): Promise<LocationReport[]> {
  const api = await serve(listener);
  const web = await serve(outer(api), secure?.(outer(api)));
  const entries = {
    web: { service: "web", host: "127.0.0.1", port: web, tls, at: at("web", 2) },
    api: { service: "api", host: "127.0.0.1", port: api, tls: false, at: at("api", 7) },
  };
  let count = 0;
  const stand: StackStand = {
    measure: (cell) => {
      const id = `bb${String(count++).padStart(4, "0")}`;
      const run = new Run(id, cell, origin.model!.turns);
      runs.set(id, run);
      const body = cell.reader.method === "GET" ? null : (cell.reader.body ?? "{}");
      const { act } = cell;
      if (act.kind === "pause") return pause(run, body, act);
      if (act.kind !== "steady") return lockstep(run, body);
      return steady(run, body, cell.id.startsWith("paced") ? { ...act, forMs: 50 } : { ...act, gapMs: 40 });
    },
    heard: async (cell) => {
      await stand.measure(cell);
      return { chain, behind: [{ entry: entries.api, path: "/chat" }] };
    },
    trouble: () => Promise.resolve(trouble),
    configure: () => Promise.resolve(),
  };
  const all = await measureStack(entries.web, question, stand, {
    ...{ readyLimitMs: 0, limitS, tell: (says) => void told.push(says) },
  });
  return stackReports(all, (service) => ({
    at: entries[service as keyof typeof entries].at,
    calls: service === "api",
    next: service === "web" ? "./lab verify nginx.conf --image nginx:1.30" : null,
  }));
}

describe("an answer in a form of the app's own is followed word by word", () => {
  test.for([
    ["JSON lines", (word: string) => `${JSON.stringify({ word })}\n`],
    ["events", (word: string) => `event: delta\ndata: ${word}\n\n`],
    ["the AI SDK's parts", (word: string) => `0:${JSON.stringify(word)}\n`],
    ["bare text without a space", (word: string) => word],
    ["HTML", (word: string) => `<span>${word}</span>`],
    [
      "JSON that escapes all",
      (word: string) => `"${[...word].map((c) => `\\u00${c.charCodeAt(0).toString(16)}`).join("")}"\n`,
    ],
  ] as const)("%s", async ([, say]) => {
    const [web, ...behind] = await reported(app(say));
    expect(web).toMatchObject({ verdict: "streams", server: "web", location: "/chat", findings: [], cells: 2 });
    expect(behind).toEqual([]); // what streams at the entry streams behind it
  });

  test.for([
    ["/v1/messages", { stream: true }],
    ["/v1/responses", { stream: true }],
    ["/api/chat", {}],
    ["/api/generate", {}],
  ] as const)("of a model that is asked at %s", async ([path, body]) => {
    const [web] = await reported(app((word) => `${word}\n`, path, body));
    expect(web!.verdict).toBe("streams");
  });
});

test("a service that holds is named by packets, with what it does and where it streams", async () => {
  const [web, api] = await reported(
    app((word) => `${word}\n`),
    { keeps: true },
  );
  expect(web).toMatchObject({
    ...{ verdict: "holds", line: 2, hops: HOLDS },
    holds: [{ origin: "model", toTheEnd: true, bytes: null, listen: web!.listen }, { encoding: null }].slice(0, 1),
  });
  expect(api).toMatchObject({ verdict: "streams", server: "api", line: 7, findings: [] });
  expect(web!.findings).toMatchObject([
    {
      ...{ rule: "compose/holds", level: "error", line: 2, by: "proxy", seen: "holds all of the answer" },
      next: "./lab verify nginx.conf --image nginx:1.30",
    },
  ]);
  expect(web!.findings[0]!.message).toMatch(
    /^web holds the answer: it came to it in 3 steps, and left in 1; asked at api:\d+ it streams$/,
  );
}, 20_000);

test("without packets the services' own answers tell", async () => {
  const [web] = await reported(
    app((word) => `${word}\n`),
    { keeps: true, chain: null },
  );
  expect(web!.findings[0]!.message).toMatch(/^web holds the answer; asked at api/);
  expect(web!.hops).toBeUndefined();
}, 20_000);

test("what streams in lockstep does not hold, whatever packets look like", async () => {
  const blamed: HopChain = { ...HOLDS, hops: [{ ...HOLDS.hops[0]!, hop: "api" }] };
  const [web, api] = await reported(
    app((word) => `${word}\n`),
    { keeps: true, chain: blamed },
  );
  expect(web!.findings[0]!.message).toMatch(/^web holds the answer; asked at api/);
  expect(api!.findings).toEqual([]);
}, 20_000);

describe("what was not measured says why, and is never held", () => {
  const why = async (listener: RequestListener, question: Partial<StackQuestion> = {}) => {
    const [web, ...others] = await reported(listener, { question: { ...QUESTION, ...question } });
    expect({ others, holds: web!.holds, findings: web!.findings }).toEqual({ others: [], holds: [], findings: [] });
    return `${web!.verdict}: ${web!.why}`;
  };

  test("the app rewrites the words", async () => {
    const said = await why(app((word) => `${[...word].toReversed().join("")}\n`));
    expect(said).toMatch(/^not-measured: tokens not found, \d+ bytes came: the app rewrites the model's words$/);
  }, 20_000);

  test("the app asks its model for no stream", async () => {
    expect(await why(app((word) => word, "/v1/chat/completions", {}))).toBe(
      "not-measured: the app asked its model for POST /v1/chat/completions without a stream, which the lab's model cannot stream",
    );
  });

  test("the app speaks an API that the lab's model does not", async () => {
    expect(await why(app((word) => word, "/invocations"))).toMatch(/asked its model for POST \/invocations, which/);
  });

  test("no such path: --path", async () => {
    expect(
      await why(
        app((word) => word),
        { path: "/talk" },
      ),
    ).toMatch(
      /^not-reached: it answers 404 by itself: the origin saw no request; --path; it says: \{"detail":"Not Found"\}$/,
    );
  });

  test("a body that the app does not take: --body", async () => {
    expect(
      await why(
        app((word) => word),
        { body: "{}" },
      ),
    ).toMatch(/answers 422 .*; --body; it says: .*field required/);
  });

  test("nobody listens", async () => {
    const [web] = await reported(
      app((word) => word),
      { question: { ...QUESTION, path: "\u0000" } },
    );
    expect(web!.verdict).toBe("not-reached");
  });
});

test("without a path the usual ones are tried", async () => {
  const [web] = await reported(
    app((word) => `${word}\n`),
    { question: { ...QUESTION, path: null } },
  );
  expect(web).toMatchObject({ verdict: "streams", location: "/chat" });
});

test("a port that is taken for TLS, and speaks none, is asked in the clear", async () => {
  const [web] = await reported(
    app((word) => word),
    { tls: true },
  );
  expect(web).toMatchObject({ verdict: "streams", cells: 2 });
  expect(web!.listen).toMatch(/^\d+$/);
});

test("without a path, and with none of the usual ones right, the person is asked for it", async () => {
  const nothing: RequestListener = (_, answer) => void answer.writeHead(404).end("{}");
  const [web] = await reported(nothing, { question: { ...QUESTION, path: null } });
  expect(web).toMatchObject({ verdict: "not-reached", findings: [] });
  expect(web!.why).toMatch(
    /^no question reached the model at \/v1\/chat\/completions, .*: --path; the nearest: it answers 404/,
  );
});

test("a service that ends again and again is named with its last words", async () => {
  const down: RequestListener = (_, answer) => void answer.writeHead(502).end("Bad Gateway");
  const [web] = await reported(down, { trouble: "api ended with 1: no database" });
  expect(web).toMatchObject({
    verdict: "not-reached",
    why: expect.stringMatching(/502 .*; api ended with 1: no database$/),
  });
});

test("of OpenAI's Responses the events are counted, and each is JSON", () => {
  const { head, token, tail } = writingOf(dialectsOfModel().find(({ path }) => /responses/u.test(path))!);
  const lines = `${head()}${token("r1")}${token("r2")}${tail()}`
    .split("\n")
    .filter((line) => line.startsWith("data: "));
  const events = lines.map(
    (line) => JSON.parse(line.slice(6)) as { sequence_number: number; type: string; delta?: string },
  );
  expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_, index) => index));
  expect(events.flatMap(({ delta }) => delta ?? [])).toEqual([" r1", " r2"]);
  expect(events.at(-1)!.type).toBe("response.completed");
});

/** A proxy that gives up after so long without a byte: before the headers with a 504, behind them by breaking off. */
const impatient =
  (port: number, silentMs: number): RequestListener =>
  (asked, answer) => {
    const { url: path, method, headers } = asked;
    const inner = request({ port, path, method, headers }, (came) => {
      answer.writeHead(came.statusCode!, came.headers);
      came.on("data", (piece: Buffer) => (timer.refresh(), answer.write(piece)));
      came.on("end", () => (clearTimeout(timer), answer.end()));
    });
    const timer = setTimeout(() => {
      inner.on("error", () => {}).destroy();
      if (answer.headersSent) answer.destroy();
      else answer.writeHead(504).end();
    }, silentMs);
    asked.pipe(inner);
  };

describe("limits of the whole way", { timeout: 30_000 }, () => {
  const words = (word: string): string => `${word}\n`;

  test("nothing cuts: what has passed, and that longer was not measured", async () => {
    const told: string[] = [];
    const [web] = await reported(app(words), { limitS: 0.1, told });
    expect(told).toEqual([expect.stringMatching(/^waiting 0\.1 s for what cuts/)]);
    expect(web).toMatchObject({ verdict: "streams", limits: [], findings: [], cells: 5 });
    expect(web!.withstood).toEqual({
      ...{ seconds: 0.1, passed: ["headers", "idle", "total"], unknown: [] },
      next: "./lab verify nginx.conf --image nginx:1.30",
    });
  });

  test("left out, nothing is said of them", async () => {
    const told: string[] = [];
    const [web] = await reported(app(words), { told });
    expect({ web, told }).toMatchObject({ web: { cells: 2, limits: [] }, told: [] });
    expect(web!.withstood).toBeUndefined();
  });

  test("the outer one cuts a silence: the one behind it does not", async () => {
    const [web, ...others] = await reported(app(words), { limitS: 0.1, web: (port) => impatient(port, 600) });
    expect({ others, verdict: web!.verdict, passed: web!.withstood!.passed }).toEqual({
      ...{ others: [], verdict: "cuts", passed: ["total"] },
    });
    const seconds = expect.closeTo(0.7, 0) as number;
    expect(web!.limits).toEqual([
      { kind: "headers", seconds, file: "compose.yaml", line: 2, proof: "waited" },
      { kind: "idle", seconds, file: "compose.yaml", line: 2, proof: "waited" },
    ]);
    const [first] = web!.findings;
    expect(first).toMatchObject({ rule: "compose/cuts", level: "error", line: 2, by: "proxy", cures: [] });
    expect(first!.message).toMatch(/^web .* 0\.\d s.*; asked at api:\d+ it is not cut$/);
  });

  test("the inner one cuts: it is named, although the outer one shows it", async () => {
    const model = impatient(MODEL_PORT, 600);
    const [web] = await reported(
      (asked, answer) => {
        asked.url = "/v1/chat/completions";
        model(asked, answer);
      },
      { limitS: 0.1, question: { ...QUESTION, path: "/chat", body: '{"stream":true,"question":"{question}"}' } },
    );
    expect(web!.verdict).toBe("cuts");
    expect(web!.findings.map(({ line, by }) => ({ line, by }))).toContainEqual({ line: 7, by: "app" });
    expect(web!.findings[0]!.message).toMatch(/^api (?:cuts|gives)/);
  });

  test("an app that takes one question after the other is waited for", async () => {
    let last: Promise<unknown> = Promise.resolve();
    const inner = await serve(app(words));
    const pass = proxy(inner, false);
    const [web] = await reported(
      (asked, answer) => {
        const before = last;
        last = new Promise((resolve) => answer.on("close", resolve));
        void before.then(() => pass(asked, answer));
      },
      { limitS: 0.1 },
    );
    expect(web!.withstood!.passed).toEqual(["headers", "idle", "total"]);
  });

  test("an answer that ends early and cleanly is cut, whatever its app says", async () => {
    const patient = await serve(app(words));
    const [web] = await reported(
      (asked, answer) => {
        const timer = setTimeout(() => answer.end(), 500);
        answer.on("close", () => clearTimeout(timer));
        proxy(patient, false)(asked, answer);
      },
      { limitS: 0.1 },
    );
    expect(web!.findings.some(({ rule }) => rule === "compose/cuts")).toBe(true);
    expect(web!.limits.map(({ kind }) => kind)).toContain("total");
  });
});

describe("an entry with TLS", { timeout: 20_000 }, () => {
  const words = (word: string): string => `${word}\n`;
  const both = (listener: RequestListener): Server =>
    createSecureServer({ ...CERTIFICATE, allowHTTP1: true }, listener as never) as never;

  /** Over HTTP/2 it keeps all of an answer, or breaks it off; else nothing. */
  const over2 =
    (port: number, does: "keeps" | "breaks" | "passes"): RequestListener =>
    (asked, answer) => {
      if (asked.httpVersion !== "2.0") return proxy(port, false)(asked, answer);
      if (does === "breaks")
        return void (answer as unknown as { stream: { close(code: number): void } }).stream.close(2);
      const inner = request({ port, path: asked.url, method: asked.method }, (came) => {
        answer.writeHead(came.statusCode!, { "content-type": came.headers["content-type"] });
        if (does === "passes") return void came.pipe(answer);
        void text(came).then((all) => answer.end(all));
      });
      asked.pipe(inner);
    };

  test("is asked over HTTP/2 too, where the server chooses it", async () => {
    const [web] = await reported(app(words), { tls: true, secure: both, web: (port) => over2(port, "passes") });
    expect(web).toMatchObject({ verdict: "streams", cells: 3, readers: ["HTTP/1.1", "HTTP/2"], why: null });
    expect(web!.listen).toMatch(/^\d+ tls$/);
  });

  test("that holds over HTTP/2 alone", async () => {
    const [web] = await reported(app(words), {
      ...{ tls: true, secure: both, chain: null },
      web: (port) => over2(port, "keeps"),
    });
    expect(web).toMatchObject({ verdict: "holds", holds: [{ reader: "HTTP/2", toTheEnd: true }] });
  });

  test("that chooses HTTP/2, and fails over it", async () => {
    const [web] = await reported(app(words), { tls: true, secure: both, web: (port) => over2(port, "breaks") });
    expect(web).toMatchObject({ verdict: "streams", readers: ["HTTP/1.1"] });
    expect(web!.why).toMatch(/^over HTTP\/2 not measured: /);
  });

  test("that has no HTTP/2", async () => {
    const [web] = await reported(app(words), { tls: true, secure: (listener) => createHttps(CERTIFICATE, listener) });
    expect(web).toMatchObject({ verdict: "streams", cells: 2, readers: ["HTTP/1.1"], why: null });
  });
});
