import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import type { Finding, SideVerdict, Unit, Value } from "../../src/model/result.ts";
import { renderList, renderMarkdownTable, renderTable } from "../../src/report/index.ts";
import { inSteps, toTheEnd } from "./paths.ts";
import { documentsOf, finding, PLAIN } from "./render.ts";
import type { Said } from "./render.ts";
import { experiment, handshake, run, side } from "./traces.ts";

const broken = side("broken", { shape: "held" }, [run({ path: toTheEnd }), handshake("held")]);
const fixed = side("fixed", { shape: "streamed" }, [run(), handshake("acknowledged")]);
const stepped = side("broken", { shape: "batched" }, [run({ path: inSteps(8) }), handshake("let-go")]);
const LOST = { code: "layer_failed", message: "nginx exited with code 1", hint: "docker logs shows it" };
const results = [
  documentsOf(experiment([broken, fixed], { subject: "nginx-buffering" })),
  documentsOf(experiment([stepped, fixed], { subject: "nginx-buffering-long" })),
  documentsOf(experiment([side("nothing", { shape: "held" }, [run()])], { subject: "passthrough", kind: "control" }), {
    nothing: {
      seen: { shape: "streamed" },
      judgement: { verdict: "fail", findings: [finding({ observed: "streamed", ok: false })] },
    },
  }),
  documentsOf(experiment([side("lost", { shape: "held" }, [], { error: LOST })], { subject: "unlucky" })),
];
const verdicts = results.map(({ verdict }) => verdict);

/** The same, each first token so much later. */
function laterBy(ms: number, side: SideVerdict): SideVerdict {
  const runs = side.observation.runs.map((each) => {
    const readers = Object.entries(each.readers).map(([name, m]) => [name, { ...m, ttftMs: m.ttftMs! + ms }] as const);
    return { ...each, readers: Object.fromEntries(readers) };
  });
  return { ...side, observation: { ...side.observation, runs } };
}

describe("the table of all experiments", () => {
  test("has a row per side", () => {
    expect(renderTable(verdicts, { width: 100, colour: false })).toMatchInlineSnapshot(`
      "experiment            side     shape     TTFT    steps x tokens  lockstep      verdict       time
      passthrough           nothing  streamed  2 ms    24 x 1          -             fail          4.0 s
      unlucky               lost     -         -       -               -             inconclusive  4.0 s
      nginx-buffering       broken   held      1.73 s  1 x 24          holds all     pass          4.0 s
                            fixed    streamed  2 ms    24 x 1          passes all
      nginx-buffering-long  broken   batched   527 ms  3 x 8           holds 4.0 KB  pass          4.0 s
                            fixed    streamed  2 ms    24 x 1          passes all

      passthrough
        nothing: shape expected held, observed streamed (paced)

      unlucky
        lost: nginx exited with code 1; docker logs shows it

      1 fail, 1 inconclusive, 2 pass
      measured again for want of a quiet machine: none"
    `);
  });

  test("ends with how often was measured again", () => {
    const again = verdicts.map((verdict, index) => ({ ...verdict, attempts: [1, 2, 3, 1][index]! }));
    expect(renderTable(again, PLAIN).split("\n").at(-1)).toBe(
      "measured again for want of a quiet machine: 2 of 4 (3 times)",
    );
  });

  test.each([60, 80, 120])("fits %i columns", (width) => {
    const lines = renderTable(verdicts, { width, colour: false }).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  test("colour does not move a column", () => {
    const stripped = stripVTControlCharacters(renderTable(verdicts, { width: 100, colour: true }));
    expect(stripped).toBe(renderTable(verdicts, { width: 100, colour: false }));
  });

  test("the README's table has no number that a good run moves", () => {
    expect(renderMarkdownTable(results)).toMatchInlineSnapshot(`
      "| experiment | kind | what was seen | sides |
      | --- | --- | --- | --- |
      | nginx-buffering | fix | A trace written by hand | broken: **held** (first token 1.7 s)<br>fixed: **streamed** (first token at once) |
      | nginx-buffering-long | fix | A trace written by hand | broken: **batched** (first token 0.5 s, lets go at 4 KB)<br>fixed: **streamed** (first token at once) |
      | passthrough | control | A trace written by hand | nothing: **streamed** (first token at once) |
      | unlucky | fix | A trace written by hand | lost: not measured |"
    `);
    const later = results.map(({ trace, verdict }) => {
      const sides = Object.entries(verdict.sides).map(([name, each]) => [name, laterBy(12, each)] as const);
      return { trace, verdict: { ...verdict, durationMs: verdict.durationMs * 1.3, sides: Object.fromEntries(sides) } };
    });
    expect(renderMarkdownTable(later)).toBe(renderMarkdownTable(results));
  });

  test("a fix whose sides have one shape shows the figures that they expect to differ, roughly", () => {
    const judged = (nobody: number, requests: number, memory: number, tokens: number): Said => {
      const each = (what: string, unit: Unit, observed: number, expected: Value): Finding =>
        finding({ what, unit, observed, expected, reader: null });
      return {
        judgement: {
          findings: [
            each("tokensForNobody", "tokens", nobody, nobody > 5 ? { min: 10 } : { max: 5 }),
            each("requests", "count", requests, requests),
            { ...each("peakMemoryMb", "MB", memory, memory > 150 ? { min: 150 } : { max: 150 }), of: "app" },
            each("tokens", "tokens", tokens, { min: 5 }),
          ],
        },
      };
    };
    const streamed = [side("broken", { shape: "streamed" }, [run()]), side("fixed", { shape: "streamed" }, [run()])];
    const row = (broken: Said, fixed: Said): string =>
      renderMarkdownTable([documentsOf(experiment(streamed), { broken, fixed })])
        .split(" | ")
        .at(-1)!;
    expect(row(judged(39, 2, 204, 8), judged(0, 1, 104, 7)).split("<br>")).toEqual([
      "broken: **streamed** (first token at once, tokens for nobody: about 40, requests: 2, peak memory of app: about 200 MB)",
      "fixed: **streamed** (first token at once, tokens for nobody: 0, requests: 1, peak memory of app: about 100 MB) |",
    ]);
    expect(row(judged(39, 2, 204, 8), judged(0, 1, 104, 7))).toBe(row(judged(41, 2, 213, 7), judged(0, 1, 98, 8)));
  });
});

describe("the list", () => {
  const entries = [
    {
      id: "nginx-buffering",
      layer: "nginx",
      kind: "fix",
      title: "nginx holds a short answer until the model has finished",
      slow: false,
      last: "pass",
    },
    {
      id: "nginx-idle-timeout",
      layer: "nginx",
      kind: "fix",
      title: "nginx cuts a stream that is silent for a minute",
      slow: true,
      last: null,
    },
    {
      id: "passthrough",
      layer: "app",
      kind: "control",
      title: "with nothing between, every token arrives",
      slow: false,
      last: "inconclusive",
    },
  ] as const;

  test("stands under its layers", () => {
    expect(renderList(entries, { width: 100, colour: false })).toMatchInlineSnapshot(`
      "nginx
        nginx-buffering     fix       pass          nginx holds a short answer until the model has
                                                    finished
        nginx-idle-timeout  fix       not run       nginx cuts a stream that is silent for a minute (slow)
      app
        passthrough         control   inconclusive  with nothing between, every token arrives

      3 experiments; run one: ./lab run nginx-buffering"
    `);
  });

  test.each([60, 80])("fits %i columns", (width) => {
    const lines = renderList(entries, { width, colour: false }).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  });
});
