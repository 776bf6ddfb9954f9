import { describe, expect, test } from "vitest";
import type { ReadRecord } from "../../src/model/reader.ts";
import { drawStory } from "../../src/report/index.ts";
import { inSteps, onlyFirst, toTheEnd } from "./paths.ts";
import { PLAIN, render, tell } from "./render.ts";
import { experiment, handshake, run, side } from "./traces.ts";

const broken = side("broken", { shape: "held" }, [run({ path: toTheEnd }), handshake("held")]);
const fixed = side("fixed", { shape: "streamed" }, [run(), handshake("acknowledged")]);

test("a story is plain JSON, so that anything can draw it: read again, it looks the same", () => {
  const sides = [broken, fixed, side("cut", { shape: "cut" }, [run({ path: onlyFirst(6), record: { end: "reset" } })])];
  const story = tell(experiment(sides));
  const again = JSON.parse(JSON.stringify(story)) as typeof story;
  expect(again).toEqual(story);
  expect(drawStory(again, PLAIN)).toBe(render(experiment(sides)));
});

describe("below the lanes stands what they cannot show", () => {
  const end: ReadRecord["end"] = "gave-up";
  const record = {
    ...{ end, saying: "curl: (18) transfer closed with outstanding read data remaining" },
    foreign: { bytes: 512, sample: "HTTP/1.1 502 Bad Gateway\r\nServer: nginx/1.26.3\r\n\r\n<html>\r\n" },
  } as const;
  const cut = side("broken", { shape: "cut" }, [run({ path: onlyFirst(6), record })]);
  const trace = experiment([cut, fixed]);
  const said = { broken: { seen: { undelivered: 3 } } };

  test("on a wide page", () => {
    expect(render(trace, { ...PLAIN, width: 80 }, said)).toMatchInlineSnapshot(`
      "written-by-hand   A trace written by hand
        path    probe > nginx > app > mock-llm
                24 tokens, 75 ms apart, 170 B events
        sent    |.  .  .  .  .  . .  .  .  .  .  .  .  .  .  .  .  . .  .  .  .  .  .|
        broken  |.  .  .  .  .  x                                                    |
                 TTFT 2 ms  cut after 6 of 24 tokens, the client gave up
                 the client says: curl: (18) transfer closed with outstanding read
                 data remaining
                 512 B that no model sent: HTTP/1.1 502 Bad Gateway Server:
                 nginx/1.26.3 <html>
                 3 tokens sent and never delivered
        fixed   |.  .  .  .  .  .  . .  .  .  .  .  .  .  .  .  .  . .  .  .  .  .  .|
                 TTFT 2 ms  streamed, 24 batches
                 0 s                             0.9 s                          1.7 s
                 . 1 token   x ended early
        the fix nothing: the same configuration, version and request
        why     the numbers say so
        proof   lockstep: each token waits until the last one has arrived
                fixed: acknowledged 24 of 24
        pass in 4.0 s     results/written-by-hand/latest"
    `);
  });

  test.each([40, 60, 80, 100])("and no line is longer than a page of %i", (width) => {
    const lines = render(trace, { ...PLAIN, width }, said).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  });
});

describe("hold sizes", () => {
  const stepped = side("broken", { shape: "batched" }, [run({ path: inSteps(8) })]);
  const steps = { count: 2, minBytes: 1540, maxBytes: 1540, threshold: { over: 1320, atMost: 1540 } };

  test("of equal steps have their bounds, matched with what is known", () => {
    const story = tell(experiment([stepped, fixed]), { broken: { seen: { steps } } });
    expect(story.holds).toEqual([
      { sides: ["broken"], text: "holds more than 1320 and at most 1540 B, as 1460 would (paced)" },
    ]);
  });

  test("of steps that no one size explains are a range", () => {
    const unequal = { ...steps, minBytes: 512, maxBytes: 4080, threshold: null };
    const story = tell(experiment([stepped, fixed]), { broken: { seen: { steps: unequal } } });
    expect(story.holds[0]!.text).toBe("steps of 512 B to 4.0 KB: no one size explains them all");
    expect(story.lanes.find(({ side: name }) => name === "broken")).toBeDefined();
    expect(story.lanes.map(({ full }) => full)).toContain("batched, 3 steps of 512 B to 4.0 KB (8 tokens)");
  });

  test("are those of the handshake where there was one; what streams has none", () => {
    const inLockstep = side("broken", { shape: "batched" }, [run({ path: inSteps(8) }), handshake("let-go")]);
    const story = tell(experiment([inLockstep, fixed]), { broken: { seen: { steps } } });
    expect(story.holds).toEqual([{ sides: ["broken"], text: "holds more than 3910 and at most 4080 B (lockstep)" }]);
    expect(tell(experiment([broken, fixed])).holds).toEqual([]);
  });
});

describe("a note", () => {
  test("names sides that were not told apart, a second measurement, and what was the caller's own", () => {
    const overrides = { scenario: { tokens: 40, gapMs: 50 }, images: { NGINX_IMAGE: "nginx:1.30" } };
    const trace = experiment([broken, fixed], { attempts: 2, overrides });
    const text = render(trace, PLAIN, {}, { notToldApart: [{ side: "fixed", passesAs: "broken" }] });
    expect(text).toMatch(/note +not told apart: fixed and broken each pass as the other$/m);
    expect(text).toMatch(/^ +measured 2 times: the machine was too busy before$/m);
    expect(text).toMatch(/^ +with your NGINX_IMAGE=nginx:1\.30 --tokens 40 --gap 50: not counted$/m);
  });

  test("is not there where there is nothing to say", () => {
    expect(tell(experiment([broken, fixed])).notes).toEqual([]);
    expect(render(experiment([broken, fixed]))).not.toMatch(/^ {2}note/m);
  });
});

test("readers with different status are counted apart", () => {
  const streams = Array.from({ length: 12 }, (_, index) => ({
    reader: `r${index}`,
    path: onlyFirst(0),
    marker: false,
  }));
  const readers = Object.fromEntries(streams.map(({ reader }, index) => [reader, { status: index < 8 ? 502 : 504 }]));
  const load = side("load", { shape: "refused" }, [run([...streams, { reader: "post" }])], {
    readers: { post: { method: "GET" } },
  });
  expect(render(experiment([load]), PLAIN, { load: { readers } })).toContain(
    "7 more readers: 2 refused (502), 4 refused (504), 1 refused (200)",
  );
});

test("what the log says, why it is unclear, and a shape that cannot be told", () => {
  const early = { shape: null, unclear: "arrived before it was sent", early: 3, earlyMs: 12 } as const;
  const doubts = [{ code: "unclear" as const, values: { reader: "reader", unclear: early.unclear, shape: null } }];
  const judgement = { verdict: "inconclusive", doubts, quotes: { nginx: "upstream timed out" } } as const;
  const text = render(experiment([broken, fixed]), PLAIN, { fixed: { seen: early, judgement } });
  expect(text).toMatch(/\| +TTFT 2 ms +unclear\n +3 tokens arrived before being sent, by up to 12 ms$/m);
  expect(text).toMatch(/log +fixed, nginx: upstream timed out$/m);
  expect(text).toMatch(/unclear fixed: the shape that reader saw cannot be told: arrived before it was sent$/m);
});

describe("where every token was acknowledged", () => {
  const late = side("broken", { shape: "batched" }, [run({ path: inSteps(8) }), handshake("acknowledged")]);

  test("although some were late, the proof says what it cannot see", () => {
    const text = render(experiment([late, fixed]));
    expect(text.slice(text.indexOf("  proof"), text.indexOf("  pass in"))).toMatchInlineSnapshot(`
      "  proof   lockstep: each token waits until the last one has arrived
                broken: acknowledged 24 of 24; a hold shorter than 1.50 s it cannot see
                fixed: acknowledged 24 of 24
                broken: steps of 1.3 KB: no one size explains them all
      "
    `);
  });

  test.for(["delayed", "batched", "stalled"] as const)("%s is late, and told", (shape) => {
    const story = tell(experiment([late]), { broken: { seen: { shape } } });
    expect(story.proof.map(({ text }) => text)).toEqual([
      "acknowledged 24 of 24; a hold shorter than 1.50 s it cannot see",
    ]);
  });

  test.for(["streamed", "cut"] as const)("%s is none that a hold by time makes", (shape) => {
    const story = tell(experiment([late]), { broken: { seen: { shape } } });
    expect(story.proof.map(({ text }) => text)).toEqual(["acknowledged 24 of 24"]);
  });
});
