import { spawnSync } from "node:child_process";
import { writeFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { shapeOfStamps } from "../../src/commands/shape.ts";
import { parseStamps } from "../../src/commands/stamps.ts";
import type { LabError } from "../../src/model/error.ts";
import type { ShapeDocument } from "../../src/report/index.ts";

const parse = (text: string) => parseStamps(text, "stamps");
const told = async (document: object): Promise<ShapeDocument> => shapeOfStamps(await parse(JSON.stringify(document)));

const sentMs = Array.from({ length: 24 }, (_, index) => index * 75);
const arriving = (at: (ms: number, index: number) => number, keep = (_seq: number): boolean => true) =>
  sentMs.flatMap((ms, index) => (keep(index + 1) ? [{ seq: index + 1, atMs: at(ms, index) }] : []));

describe("anybody's stamps", () => {
  test.each<[string, object, Partial<ShapeDocument>]>([
    ["in pace", { sentMs, arrivals: arriving((ms) => ms + 1) }, { shape: "streamed", planned: 24 }],
    ["held", { sentMs, arrivals: arriving(() => 1726) }, { shape: "held", heldFromToken: 1 }],
    [
      "half held",
      { sentMs, arrivals: arriving((ms, i) => (i < 12 ? ms + 1 : 1726)) },
      { shape: "held", heldFromToken: 13 },
    ],
    [
      "late",
      { sentMs, arrivals: arriving((ms) => ms + 400) },
      { shape: "delayed", silenceMs: 400, silenceBeforeToken: 1 },
    ],
    [
      "queued",
      { sentMs: sentMs.map((ms) => ms + 2000), queuedMs: 2000, arrivals: arriving((ms) => ms + 2001) },
      { shape: "queued" },
    ],
    [
      "lost",
      {
        sentMs,
        arrivals: arriving(
          (ms) => ms + 1,
          (seq) => seq !== 12,
        ),
      },
      { shape: "corrupt", lost: 1 },
    ],
    ["another text", { sentMs, arrivals: arriving((ms) => ms + 1), textIdentical: false }, { shape: "corrupt" }],
    [
      "cut",
      {
        planned: 24,
        sentMs,
        arrivals: arriving(
          (ms) => ms + 1,
          (seq) => seq < 20,
        ),
        end: "reset",
      },
      { shape: "cut" },
    ],
    [
      "cut, with nothing but the plan",
      {
        planned: 24,
        arrivals: arriving(
          (ms) => ms + 1,
          (seq) => seq < 20,
        ),
      },
      { shape: "cut" },
    ],
    ["refused", { arrivals: [], status: 503 }, { shape: "refused" }],
    [
      "before they were sent",
      { sentMs: sentMs.map((ms) => ms + 500), arrivals: arriving((ms) => ms + 1) },
      { shape: null, unclear: "arrived before it was sent" },
    ],
    [
      "without times of sending",
      { arrivals: arriving((ms) => ms + 300) },
      { shape: "looks streamed", silenceMs: null },
    ],
    [
      "without times of sending, in a lump",
      { sentMs: null, arrivals: arriving((_ms, i) => 1726 + i / 100) },
      { shape: "looks held" },
    ],
  ])("%s", async (_what, document, expected) => {
    const shown = await told(document);
    expect(shown).toMatchObject(expected);
    expect(shown.sentence).not.toMatch(/null|undefined|NaN/u);
  });

  test.each<[string, object, string]>([
    [
      "cut",
      { planned: 24, arrivals: arriving((ms) => ms + 1).slice(0, 19), end: "reset" },
      "The answer was cut after 19 of 24 tokens: connection reset.",
    ],
    [
      "lost",
      { sentMs, arrivals: arriving((ms) => ms + 1).toSpliced(11, 1) },
      "The answer is not the one that was sent: 1 lost.",
    ],
    [
      "another text",
      { sentMs, arrivals: arriving((ms) => ms + 1), textIdentical: false },
      "The answer is not the one that was sent: another text.",
    ],
    [
      "before they were sent",
      { sentMs: sentMs.map((ms) => ms + 500), arrivals: arriving((ms) => ms) },
      "It cannot be told: 24 tokens arrived before being sent, by up to 500 ms.",
    ],
    [
      "queued",
      { sentMs: sentMs.map((ms) => ms + 2000), queuedMs: 2000, arrivals: arriving((ms) => ms + 2001) },
      "The request waited for 2.00 s; then the stream was in pace.",
    ],
  ])("%s has the report's words in its sentence", async (_what, document, sentence) => {
    expect((await told(document)).sentence).toBe(sentence);
  });

  test("a CSV of times, or of numbers and times, with a header or without", async () => {
    const times = sentMs.map((ms) => ms + 300);
    const arrivals = times.map((atMs, index) => ({ seq: index + 1, atMs }));
    expect((await parse(times.join("\n"))).arrivals).toEqual(arrivals);
    expect((await parse(`atMs\r\n${times.join("\r\n")}\r\n`)).arrivals).toEqual(arrivals);
    const lines = arrivals.map(({ seq, atMs }) => `${seq}, ${atMs}`);
    expect((await parse(["seq,atMs", ...lines].join("\n"))).arrivals).toEqual(arrivals);
    expect(shapeOfStamps(await parse(times.join("\n"))).shape).toBe("looks streamed");
  });

  test.each<[string, string, RegExp, Partial<LabError>]>([
    ["a word among times", "1\n2\nthree\n", /line 3: atMs/u, { observed: '"three"' }],
    ["no time", "seq,atMs\n1,\n", /line 2: atMs/u, {}],
    ["three fields", "1,2,3", /line 1: the line/u, { observed: "3 fields" }],
    ["a number of token 0", "0,12", /line 1: seq/u, { observed: '"0"', limit: "1 or more" }],
    [
      "another zero than the request",
      "1764093000000",
      /line 1: atMs/u,
      { limit: expect.stringContaining("subtract") as string },
    ],
    ["times out of order", "1\n3\n2", /arrival 3 is earlier/u, { observed: "2 ms after 3 ms" }],
    ["a wrong field", '{\n "arrivals": [],\n "end": "broken"\n}', /line 3: end/u, { observed: '"broken"' }],
    [
      "a wrong time",
      '{"arrivals": [\n{"seq": 1, "atMs": 2},\n{"seq": 2, "atMs": "x"}]}',
      /line 3: arrivals.1.atMs/u,
      { limit: "a number of ms" },
    ],
    ["no arrivals", "{}", /line 1: arrivals/u, {}],
    [
      "an unknown field",
      '{"arrivals": [],\n"sent": []}',
      /line 2: sent/u,
      { limit: expect.stringContaining("sentMs") as string },
    ],
    ["no JSON", '{"arrivals": [', /line 1: the document/u, { limit: "JSON" }],
  ])("is told of %s: line, field, what was expected", async (_what, text, message, details) => {
    const error = await parse(text).then(
      () => null,
      (thrown: LabError) => thrown,
    );
    expect(error).toMatchObject({ code: "usage", ...details });
    expect(error!.message).toMatch(message);
  });

  test("the command reads a file or stdin, and needs neither engine nor lab", () => {
    const module = new URL("../../src/commands/shape.ts", import.meta.url).href;
    const call = (file: string, json: boolean, input = "") =>
      spawnSync(
        process.execPath,
        [
          "--input-type=module",
          "-e",
          `await (await import(${JSON.stringify(module)})).shapeCommand(${JSON.stringify(file)}, {json: ${json}})`,
        ],
        { input, encoding: "utf8", env: { ...process.env, DOCKER_HOST: "tcp://127.0.0.1:1" } },
      );
    const file = join(mkdtempSync(join(tmpdir(), "stamps-")), "stamps.json");
    writeFileSync(file, JSON.stringify({ sentMs, arrivals: arriving(() => 1726) }));
    expect(JSON.parse(call(file, true).stdout)).toMatchObject({ shape: "held", heldFromToken: 1, tokens: 24 });
    const piped = call("-", false, sentMs.join("\n"));
    expect(piped.stdout).toMatch(/^shape +looks streamed\n/u);
    expect(call("no-such-file", false).stderr).toContain("cannot read no-such-file");
  });
});
