import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { product as nginx } from "../../layers/nginx/verify/index.ts";
import { renderVerifyAs } from "../../src/report/verify/index.ts";
import type { Seen } from "../../src/verify/cell.ts";
import { limitsSaid } from "../../src/verify/compose/limit-report.ts";
import { limitsIn, ownConfigOf } from "../../src/verify/compose/own-config.ts";
import { measureLimits } from "../../src/verify/compose/limits.ts";
import type { LimitTried } from "../../src/verify/compose/limits.ts";
import type { Entry } from "../../src/verify/compose/plan.ts";
import type { LimitReport } from "../../src/verify/document.ts";
import type { StackStand } from "../../src/verify/compose/loop.ts";
import { provedLimits, scalingsOf } from "../../src/verify/compose/scaled.ts";
import type { Scaling } from "../../src/verify/compose/scaled.ts";
import { STACK_RULES } from "../../src/verify/compose/report.ts";
import type { ServiceFacts } from "../../src/verify/compose/report.ts";
import { document, location } from "./verify-documents.ts";

const LINES: Record<string, number> = { web: 3, api: 9 };
const entry = (service: string, port: number): Entry => ({
  ...{ service, host: service, port, tls: false },
  at: { file: "compose.yaml", line: LINES[service]!, text: `${service}:` },
});
const [web, api] = [entry("web", 80), entry("api", 3000)];
const facts = (service: string): ServiceFacts => ({
  at: entry(service, 0).at,
  calls: service === "api",
  next: service === "web" ? "./lab verify nginx.conf --image nginx:1.30" : null,
});
const passed = (at: Entry, kind: LimitTried["kind"], triedS = 30): LimitTried => ({
  ...{ entry: at, kind, triedS, came: "passed", cutS: null },
});
const cut = (at: Entry, kind: LimitTried["kind"], cutS: number, triedS = 30): LimitTried => ({
  ...{ entry: at, kind, triedS, came: "cut", cutS },
});

describe("who cuts, and whether that is a fault", () => {
  test("the outermost, where the one behind it does not", () => {
    const said = limitsSaid([passed(web, "total"), cut(web, "idle", 5), passed(api, "idle", 5)], facts);
    expect(said.limits).toEqual([{ kind: "idle", seconds: 5, file: "compose.yaml", line: 3, proof: "waited" }]);
    expect(said.findings).toMatchObject([
      {
        ...{ rule: "compose/cuts", level: "error", line: 3, by: "proxy", cures: [] },
        message: "web cuts the answer after a silence of 5 s; asked at api:3000 it is not cut",
        next: "./lab verify nginx.conf --image nginx:1.30",
      },
    ]);
    expect(said.withstood).toMatchObject({ seconds: 30, passed: ["total"], unknown: [] });
  });

  test("the innermost that cuts: curing it shows what else does", () => {
    const said = limitsSaid([cut(web, "idle", 5), cut(api, "idle", 5, 5)], facts);
    expect(said.findings).toMatchObject([
      { line: 9, by: "app", message: "api cuts the answer after a silence of 5 s", next: null },
    ]);
  });

  test("a silence before the first byte, and one behind it, of one length: one finding", () => {
    const said = limitsSaid([cut(web, "headers", 5), cut(web, "idle", 5), passed(web, "total")], facts);
    expect(said.findings.map(({ message }) => message)).toEqual([
      "web, or a service behind it, cuts the answer after a silence of 5 s, before the first byte too",
    ]);
    expect(said.limits.map(({ kind }) => kind)).toEqual(["headers", "idle"]);
  });

  test("of two lengths: two", () => {
    const said = limitsSaid([cut(web, "headers", 5), cut(web, "idle", 8)], facts);
    expect(said.findings).toHaveLength(2);
  });

  test.for([
    ["a worker that is looked at once a second", "idle", 30.6, 1],
    ["a minute of silence", "idle", 60, 0],
    ["a minute for a whole answer", "total", 60, 1],
  ] as const)("%s: %s of %d s", ([, kind, seconds, faults]) => {
    const said = limitsSaid([cut(web, kind, seconds, 75)], facts);
    expect(said.findings).toHaveLength(faults);
    expect(said.limits).toMatchObject([{ kind, seconds }]);
  });

  test("nothing was tried, nothing is said", () => {
    expect(limitsSaid([], facts)).toEqual({ limits: [], findings: [], withstood: undefined });
  });
});

describe("limits that the entry's own config says", () => {
  const dir = mkdtempSync(join(tmpdir(), "lab-compose-limits-"));
  afterAll(() => rmSync(dir, { recursive: true }));
  const mounted = (name: string, text: string | Buffer) => {
    writeFileSync(join(dir, name), text);
    return [{ type: "bind", source: join(dir, name), target: `/etc/nginx/${name}` }];
  };
  const conf = (...locations: readonly string[]): string =>
    `events {}\nhttp {\n server {\n  listen 80;\n${locations.map((each) => `  ${each}\n`).join("")} }\n}\n`;
  const PASSES = "proxy_pass http://api:3000;";
  const limits = (text: string): readonly LimitReport[] => limitsIn(ownConfigOf(mounted("nginx.conf", text), [nginx])!);

  test("the product's default, and a line of its own: read, and no more", () => {
    const file = expect.stringMatching(/nginx\.conf$/) as string;
    const sixty = { seconds: 60, file, line: null, proof: "read" };
    expect(limits(conf(`location / { ${PASSES} }`))).toEqual([
      { kind: "headers", ...sixty },
      { kind: "idle", ...sixty },
    ]);
    const [headers] = limits(conf(`location / { ${PASSES} proxy_read_timeout 300s; }`));
    expect(headers).toEqual({ kind: "headers", seconds: 300, file, line: 5, proof: "read" });
  });

  test.for([
    ["two ways that differ", conf(`location /a { ${PASSES} }`, `location / { ${PASSES} proxy_read_timeout 5m; }`)],
    ["an include that is not there", conf(`location / { include more.conf; ${PASSES} }`)],
    ["a value that a template fills in", conf(`location / { ${PASSES} proxy_read_timeout \${READ_TIMEOUT}; }`)],
    ["nothing that passes", conf("location / { return 200; }")],
    ["a broken one", conf(`location / { ${PASSES}`)],
  ] as const)("%s: nothing is said", ([, text]) => {
    expect(limits(text)).toEqual([]);
  });

  test("what is no config, or is not there, is none", () => {
    expect(ownConfigOf(mounted("a.bin", Buffer.from([0, 1, 2])), [nginx])).toBeNull();
    expect(ownConfigOf(mounted("a.txt", "hello"), [nginx])).toBeNull();
    expect(ownConfigOf([{ type: "bind", source: join(dir, "none"), target: "/x" }], [nginx])).toBeNull();
    expect(ownConfigOf([{ type: "bind", source: dir, target: "/x" }], [nginx])).toBeNull();
    expect(ownConfigOf([{ type: "volume", source: "data", target: "/x" }], [nginx])).toBeNull();
  });

  test("each is set to two seconds in a copy, in all ways, and what one line sets is one copy", () => {
    const text = conf(`location /a { ${PASSES} }`, `location / {`, PASSES, "}");
    const own = ownConfigOf(mounted("nginx.conf", text), [nginx])!;
    expect(own.target).toBe("/etc/nginx/nginx.conf");
    const [scaling, ...others] = scalingsOf(own);
    expect(others).toEqual([]);
    expect(scaling!.limits.map(({ kind, seconds }) => [kind, seconds])).toEqual([
      ["headers", 60],
      ["idle", 60],
    ]);
    expect(scaling!.text.match(/proxy_read_timeout 2s/g)).toHaveLength(2);
    expect(scalingsOf(ownConfigOf(mounted("nginx.conf", conf("location / { return 200; }")), [nginx])!)).toEqual([]);
  });

  test("is told beside what was waited for, unless that has refuted it", () => {
    const read = (seconds: number): LimitReport => ({ kind: "idle", seconds, file: "n.conf", line: 4, proof: "read" });
    const said = (tried: LimitTried, seconds: number): readonly LimitReport[] =>
      limitsSaid([tried], (service) => ({ ...facts(service), limits: [read(seconds)] })).limits;
    expect(said(passed(web, "idle"), 60)).toEqual([read(60)]);
    expect(said(passed(web, "idle"), 20)).toEqual([]);
    expect(said(cut(web, "idle", 5), 60)).toMatchObject([{ seconds: 5, proof: "waited" }]);
    expect(said({ ...passed(web, "idle"), came: "unknown" }, 20)).toEqual([read(20)]);
    expect(limitsSaid([], (service) => ({ ...facts(service), limits: [read(60)] })).limits).toEqual([]);
  });
});

const SEEN: Seen = {
  ...{ status: 200, error: null, contentEncoding: null, redirect: null, reached: 1, instead: null, askedWith: "1.1" },
  ...{ askedCoding: null, sent: 2, got: 2, gotBytes: 400, held: null, latencyMs: 1, end: "clean", endedMs: 31_600 },
  ...{ foreign: false, leftMs: null, body: "" },
};

describe("what a wait is taken for", () => {
  const question = { path: "/chat", method: null, headers: {}, body: null };
  const came = async (seen: Partial<Seen>): Promise<LimitTried> => {
    const stand = {
      measure: () => Promise.resolve({ ...SEEN, ...seen }),
      heard: () => Promise.reject(new Error("not heard")),
      trouble: () => Promise.resolve(null),
      configure: () => Promise.resolve(),
    };
    const asking = { entry: web, ask: { path: "/chat", method: "POST" as const }, question };
    return (await measureLimits(asking, 30, stand, () => Promise.resolve([])))[0]!;
  };

  test.for([
    ["all came behind the silence", {}, "passed", null],
    ["it ended while the model was silent", { endedMs: 5_040, sent: 1, got: 1 }, "cut", 5],
    ["broken off", { endedMs: 30_610, end: "cut", sent: 1, got: 1 }, "cut", 30.7],
    ["a 504 instead", { status: 504, endedMs: 10_020, sent: 0, got: 0 }, "cut", 10],
    ["below a second", { endedMs: 140, sent: 1, got: 1 }, "cut", 0.2],
    ["the model was never asked", { reached: 0, status: 503, endedMs: 20, sent: 0, got: 0 }, "unknown", null],
    ["it never ended", { end: "open", endedMs: null }, "unknown", null],
    ["tokens are missing behind it", { got: 1 }, "unknown", null],
    ["an error behind it", { status: 502 }, "unknown", null],
  ] as const)("%s", async ([, seen, word, cutS]) => {
    expect(await came(seen)).toMatchObject({ came: word, cutS, triedS: 30 });
  });
});

describe("what a copy with two seconds in it shows", () => {
  const limit: LimitReport = { kind: "idle", seconds: 60, file: "n.conf", line: 4, proof: "read" };
  const scaling: Scaling = { text: "two seconds", limits: [{ ...limit, kind: "headers" }, limit] };
  const asking = {
    ...{ entry: web, ask: { path: "/chat", method: "POST" as const } },
    question: { path: "/chat", method: null, headers: {}, body: null },
  };

  /** A stack whose entry cuts after so long, by the text that it has. */
  const proved = async (cutsMs: (text: string | null) => number | null, comesBack = true) => {
    const texts: (string | null)[] = [];
    const stand: StackStand = {
      heard: () => Promise.reject(new Error("not heard")),
      trouble: () => Promise.resolve(null),
      configure: (text) => Promise.resolve(void texts.push(text)),
      measure: ({ act }) => {
        const text = texts.at(-1) ?? null;
        if (!comesBack && text !== null) return Promise.resolve({ ...SEEN, reached: 0, status: 502 });
        const cut = act.kind === "pause" ? cutsMs(text) : null;
        const endedMs = cut ?? (act.kind === "pause" ? act.silentMs + 5 : 30);
        return Promise.resolve({ ...SEEN, endedMs, ...(cut === null ? {} : { end: "cut" as const, got: 1, sent: 1 }) });
      },
    };
    return { limits: await provedLimits(asking, [scaling], stand, 0), texts };
  };

  test("a cut after two seconds: that line decides; theirs is put back", async () => {
    const { limits, texts } = await proved((text) => (text === "two seconds" ? 2_010 : null));
    expect(limits).toEqual([
      { ...limit, kind: "headers", proof: "scaled" },
      { ...limit, proof: "scaled" },
    ]);
    expect(texts).toEqual(["two seconds", null]);
  });

  test.for([
    ["none: another line decides, or none", null, true],
    ["one that comes sooner: it is another's", 500, true],
    ["a service that does not come back", 2_010, false],
  ] as const)("%s", async ([, ms, comesBack]) => {
    const { limits, texts } = await proved(() => ms, comesBack);
    expect({ limits, last: texts.at(-1) }).toEqual({ limits: [], last: null });
  });

  test("nothing to try: nothing is started anew", async () => {
    const stand = { configure: () => Promise.reject(new Error("started anew")) } as unknown as StackStand;
    expect(await provedLimits(asking, [], stand)).toEqual([]);
  });

  test("what was seen is told in the place of what was read", () => {
    const read = (service: string): ServiceFacts => ({ ...facts(service), limits: [limit] });
    const seen: LimitReport = { ...limit, proof: "scaled" };
    expect(limitsSaid([passed(web, "idle")], read, [seen]).limits).toEqual([seen]);
    expect(limitsSaid([passed(web, "idle")], read, [{ ...seen, line: 5 }]).limits).toEqual([limit]);
  });
});

test("a person reads what cuts, what passes, and what is not known", () => {
  const said = limitsSaid(
    [
      ...[cut(web, "headers", 5), cut(web, "idle", 5), passed(web, "total")],
      ...[passed(api, "headers", 5), passed(api, "idle", 5)],
    ],
    facts,
  );
  const at = { file: "compose.yaml", listen: "80", asks: "1.1", location: "/chat", example: "/chat" } as const;
  const page = { width: 100, colour: false };
  const withLimits = document({
    ...{ product: "compose", version: "2.26.1", file: "compose.yaml", exit: 1 },
    locations: [location({ ...at, ...said, server: "web", line: 3, verdict: "cuts", cells: 5 })],
  });
  expect(renderVerifyAs("text", withLimits, { page, rules: STACK_RULES })).toMatchInlineSnapshot(`
    "compose.yaml   compose 2.26.1   1 server, 1 location
      :80 web
        /chat  cuts       5 requests
               cuts       line 3, web: web cuts the answer after a silence of 5 s, before the first byte
                          too; asked at api:3000 it is not cut; seen: cut after 5 s
               next       ./lab verify nginx.conf --image nginx:1.30
               passes     an answer of 30 s; longer is not measured (--wait: up to 75 s)
      1 location: 1 cuts   exit 1"
  `);
  const read: LimitReport = { kind: "idle", seconds: 300, file: "nginx.conf", line: 7, proof: "read" };
  const unknown = limitsSaid(
    [passed(web, "idle", 75), { ...passed(web, "total", 75), came: "unknown" }],
    (service) => ({
      ...facts(service),
      limits: [{ ...read, kind: "headers" }, read],
    }),
  );
  const other = document({ ...withLimits, locations: [location({ ...at, ...unknown, server: "web", line: 3 })] });
  expect(renderVerifyAs("text", other, { page, rules: STACK_RULES })).toMatchInlineSnapshot(`
    "compose.yaml   compose 2.26.1   1 server, 1 location
      :80 web
        /chat  streams    26 requests
               cuts       after 300 s of silence, before the first byte too
                          nginx.conf line 7 (read, not proved)
               passes     a silence of 75 s; longer is not measured (of its own config: ./lab verify
                          nginx.conf --image nginx:1.30)
               limits     not measured: an answer of 75 s
      1 location: 1 streams   exit 1"
  `);
});
