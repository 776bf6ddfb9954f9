import { existsSync, mkdtempSync, readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { subjectOf } from "../../src/catalog/subject.ts";
import type { MetricsDocument, VerdictDocument } from "../../src/model/result.ts";
import { SCHEMA_VERSION } from "../../src/model/trace.ts";
import type { TraceDocument } from "../../src/model/trace.ts";
import { digestOf } from "../../src/results/digest.ts";
import { lastVerdicts, storeResult } from "../../src/results/store.ts";
import type { Documents } from "../../src/results/store.ts";
import { readTrace } from "../../src/results/trace.ts";
import { experiment, GOOD, layers } from "./catalog-fixtures.ts";

const NOW = "2026-11-25T18:00:00.000Z";
const LATER = "2026-11-25T18:05:00.000Z";

/** The documents of one run of `nginx-test`, as far as the store looks at them. */
function documents(
  startedAt: string,
  { digest = "a", overrides = { scenario: {}, images: {} } }: Partial<TraceDocument> = {},
): Documents {
  const common = { schemaVersion: SCHEMA_VERSION, subject: "nginx-test" } as const;
  const head = { ...common, title: GOOD.title, kind: "fix", layer: "nginx", startedAt, digest } as const;
  const controls = { passed: true, control: null, verdict: null };
  const trace: TraceDocument = {
    ...{
      ...head,
      why: GOOD.why,
      durationMs: 1,
      rigBuild: "b",
      overrides,
      attempts: 1,
      controls,
      sides: [],
    },
  };
  const metrics: MetricsDocument = { ...common, sides: {} };
  const overridden = Object.keys({ ...overrides.scenario, ...overrides.images }).length > 0;
  const verdict: VerdictDocument = {
    ...{ ...head, verdict: "pass", doubts: [], durationMs: 1, overridden, attempts: 1, controls },
    ...{ notToldApart: [], sides: {} },
  };
  return { trace, metrics, verdict };
}

const results = (): string => mkdtempSync(join(tmpdir(), "lab-"));
const now = (digest: string): Map<string, string> => new Map([["nginx-test", digest]]);

describe("a result", () => {
  test("of schema 2 is read as one of today: it had one field more, of which nothing was derived", async () => {
    const { trace } = documents(NOW);
    const file = join(results(), "trace.json");
    writeFileSync(file, JSON.stringify({ ...trace, schemaVersion: 2, claims: { C49: "confirmed" } }));
    expect(await readTrace(file)).toEqual(trace);
  });

  test("is latest, and can be read again", async () => {
    const dir = results();
    expect(basename(await storeResult(documents(NOW), dir))).toBe("latest");
    await storeResult(documents(LATER), dir);
    const home = join(dir, "nginx-test");
    expect(readlinkSync(join(home, "latest"))).toBe(LATER.replaceAll(":", "-"));
    expect(await readTrace(join(home, "latest"))).toEqual(documents(LATER).trace);
    expect(readdirSync(home).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test.for([
    { scenario: { tokens: 3 }, images: {} },
    { scenario: {}, images: { NGINX_IMAGE: "nginx:1.30" } },
  ])("with overrides %j is kept, never latest", async (overrides) => {
    const dir = results();
    await storeResult(documents(NOW), dir);
    const kept = await storeResult(documents(LATER, { overrides }), dir);
    expect(basename(kept)).toBe(LATER.replaceAll(":", "-"));
    expect(existsSync(join(dir, "nginx-test", basename(kept), "trace.json"))).toBe(true);
    expect(lastVerdicts(now("a"), dir).get("nginx-test")?.startedAt).toBe(NOW);
  });

  test("counts for the subject that it was measured on, and no other", async () => {
    const dir = results();
    await storeResult(documents(NOW, { digest: "a" }), dir);
    expect([...lastVerdicts(now("a"), dir).keys()]).toEqual(["nginx-test"]);
    expect([...lastVerdicts(now("b"), dir).keys()]).toEqual([]);
    expect([...lastVerdicts(new Map([["other", "a"]]), dir).keys()]).toEqual([]);
  });

  test("that is overridden, damaged or of another schema counts as none", async () => {
    const dir = results();
    await storeResult(documents(NOW), dir);
    const file = join(dir, "nginx-test", "latest", "verdict.json");
    const { verdict } = documents(NOW);
    for (const text of [
      JSON.stringify({ ...verdict, overridden: true }),
      JSON.stringify({ ...verdict, schemaVersion: 1 }),
      JSON.stringify(verdict).slice(0, 40),
    ]) {
      writeFileSync(file, text);
      expect(lastVerdicts(now("a"), dir).size).toBe(0);
    }
  });
});

test("packets go into the result, and those of the runs before it are removed", async () => {
  const dir = results();
  const captured = (name: string): string => {
    const file = join(mkdtempSync(join(tmpdir(), "lab-")), name);
    writeFileSync(file, "packets");
    return file;
  };
  const [first, second] = [captured("1.pcap"), captured("2.pcap")];
  await storeResult({ ...documents(NOW), captures: { broken: [first], fixed: [] } }, dir);
  await storeResult({ ...documents(LATER), captures: { broken: [second, captured("3.pcap")] } }, dir);
  const home = join(dir, "nginx-test");
  const kept = (startedAt: string): string[] =>
    readdirSync(join(home, startedAt.replaceAll(":", "-"))).filter((name) => name.endsWith(".pcap"));
  expect({ old: kept(NOW), latest: kept(LATER) }).toEqual({ old: [], latest: ["broken-2.pcap", "broken.pcap"] });
  expect(existsSync(first)).toBe(false);
});

describe("a digest", () => {
  const subject = subjectOf(experiment(), layers);

  test("is the same whatever the order of keys", () => {
    expect(digestOf(Object.fromEntries(Object.entries(subject).reverse()) as never)).toBe(digestOf(subject));
    expect(digestOf(subject)).toMatch(/^[0-9a-f]{16}$/);
  });

  test("changes with a line of a config, an expectation, a flag, and the order of sides", () => {
    const [first, second] = subject.sides;
    const nginx = { ...first!.configs.nginx!, files: { "x.conf": "another line" } };
    const others = [
      { ...subject, sides: [{ ...first!, configs: { ...first!.configs, nginx } }, second!] },
      { ...subject, sides: [{ ...first!, expect: { shape: "batched" as const } }, second!] },
      { ...subject, sides: [second!, first!] },
      subjectOf(experiment(), layers, { tokens: 3 }),
    ];
    expect(new Set([subject, ...others].map(digestOf)).size).toBe(5);
  });
});
