import { describe, expect, test } from "vitest";
import type { ReaderObservation, Unclear } from "../../src/model/observation.ts";
import { UNCLEAR } from "../../src/model/observation.ts";
import { DOUBTS } from "../../src/model/result.ts";
import type { Doubt, Finding } from "../../src/model/result.ts";
import { ENDS, LOOKS, SHAPES } from "../../src/model/words.ts";
import { sayDoubt } from "../../src/report/say/doubt.ts";
import { sayEnd } from "../../src/report/say/end.ts";
import { sayFinding } from "../../src/report/say/finding.ts";
import { laneWords } from "../../src/report/say/lane.ts";
import { sayKind, sayShape } from "../../src/report/say/shape.ts";
import { knownSizeIn, sayBounds } from "../../src/report/say/size.ts";
import { documentsOf, finding } from "./render.ts";
import { experiment, run, side } from "./traces.ts";

/** A reader that saw a clean stream of 24 tokens, by what differs from that. */
function saw(more: Partial<ReaderObservation>): ReaderObservation {
  const { verdict } = documentsOf(experiment([side("one", undefined, [run()])]));
  return { ...verdict.sides.one!.observation.runs[0]!.readers.reader!, ...more };
}

describe("a shape", () => {
  const holdMs = { p50: 700, p99: 710, max: 720 };
  test.for<[string, Partial<ReaderObservation>]>([
    ["streamed, 24 batches", {}],
    ["held to the end, 1 batch", { shape: "held", heldFromToken: 1, batches: 1 }],
    ["held from token 3 on, 3 batches", { shape: "held", heldFromToken: 3, batches: 3 }],
    ["corrupt, 1 lost, 2 doubled, 3 out of order", { shape: "corrupt", lost: 1, doubled: 2, outOfOrder: 3 }],
    ["corrupt, 24 doubled", { shape: "corrupt", doubled: 24 }],
    ["corrupt, another text", { shape: "corrupt", textIdentical: false }],
    [
      "stalled for 4.80 s before token 12, else in pace",
      { shape: "stalled", silenceMs: 4800, silenceBeforeToken: 12, itlMs: { p50: 75, p99: 9000, max: 9000 } },
    ],
    ["stalled after 6 of 24 tokens", { shape: "stalled", tokens: 6, end: "open" }],
    ["delayed by 695 ms, then in pace", { shape: "delayed", delayMs: 695, holdMs }],
    ["delayed by up to 720 ms: the first part in one lump, then in pace", { shape: "delayed", delayMs: 0.5, holdMs }],
    ["queued for 9.00 s, then in pace", { shape: "queued", queueMs: 9000 }],
    ["stretched to 3.0 times its length", { shape: "stretched", spanRatio: 3 }],
    ["replayed, 24 tokens from before its request", { shape: "replayed", tokensReplayed: 24 }],
    ["cut after 6 of 24 tokens", { shape: "cut", tokens: 6 }],
    ["cut after 6 tokens", { shape: "cut", tokens: 6, tokensPlanned: null }],
    ["refused, status 504 after 1.01 s", { shape: "refused", status: 504, headersMs: 1010 }],
    ["refused, status 502 after 1 ms", { shape: "refused", status: 502, headersMs: 1 }],
    ["no token came", { shape: "empty", tokens: 0 }],
    ["looks held (unproved), 1 batch", { shape: "looks held", batches: 1 }],
    ["looks streamed (unproved), 24 batches", { shape: "looks streamed" }],
    [
      "looks stepped (unproved), 3 steps (8 tokens)",
      { shape: "looks stepped", batches: 3, tokensPerBatch: 8, steps: null },
    ],
    [
      "batched, 4 steps of 1.3 KB to 4.0 KB (8 tokens)",
      {
        ...{ shape: "batched", batches: 4, tokensPerBatch: 8 },
        steps: { count: 3, minBytes: 1360, maxBytes: 4080, threshold: null },
      },
    ],
    ["unclear", { shape: null, unclear: UNCLEAR[0] }],
  ])("%s", ([words, seen]) => {
    expect(sayShape(saw(seen))).toBe(words);
  });

  test.for([...SHAPES, ...LOOKS])(
    "%s is its own word, and the words of it begin with it or with what it means",
    (shape) => {
      expect(sayKind(saw({ shape }))).toContain(shape);
      expect(sayShape(saw({ shape })).startsWith(shape) || shape === "empty" || shape === "stretched").toBe(true);
    },
  );

  test("readers with different status are of different kinds", () => {
    expect(sayKind(saw({ shape: "refused", status: 502 }))).not.toBe(sayKind(saw({ shape: "refused", status: 504 })));
  });

  test("each end has words of its own", () => {
    expect(new Set(ENDS.map((end) => sayEnd({ end, endedMs: 100 }))).size).toBe(ENDS.length);
  });
});

describe("the notes of a lane", () => {
  test("have the client's own words, bytes of no model on one line, and tokens that nobody got", () => {
    const { notes, full } = laneWords(
      saw({
        ...{ shape: "cut", tokens: 6, end: "gave-up", saying: "curl: (18) transfer closed", undelivered: 7 },
        ...{ foreignBytes: 512, foreignSample: "HTTP/1.1 502 Bad Gateway\r\nServer:\u001b[2J nginx" },
      }),
      false,
    );
    expect(full).toBe("cut after 6 of 24 tokens, the client gave up");
    expect(notes).toEqual([
      "the client says: curl: (18) transfer closed",
      "512 B that no model sent: HTTP/1.1 502 Bad Gateway Server: [2J nginx",
      "7 tokens sent and never delivered",
    ]);
  });

  test.for<[Unclear, Partial<ReaderObservation>, string]>([
    ["arrived before it was sent", { early: 5, earlyMs: 12 }, "5 tokens arrived before being sent, by up to 12 ms"],
    ["below the rig's resolution", {}, "what differs is below the rig's resolution"],
    ["status and tokens contradict", { status: 500 }, "status 500, and 24 tokens of the model behind it"],
    ["no request reached the model", {}, "no request reached the model"],
  ])("say why nothing can be told: %s", ([unclear, more, words]) => {
    expect(laneWords(saw({ shape: null, unclear, ...more }), false).notes).toEqual([words]);
  });

  test("are cut where they are long, and there are none without a reason", () => {
    expect(laneWords(saw({ end: "left", saying: "aborted" }), false).notes).toEqual([]);
    expect(laneWords(saw({ end: "cut", saying: "x".repeat(500) }), false).notes[0]).toMatch(
      /^the client says: x{157}\.{3}$/,
    );
    const foreign = { foreignBytes: 9000, foreignSample: "y".repeat(500) };
    expect(laneWords(saw(foreign), false).notes[0]).toMatch(/^8\.8 KB that no model sent: y{57}\.{3}$/);
    expect(laneWords(saw({}), false).notes).toEqual([]);
  });
});

describe("a hold size", () => {
  test.for<[string, number | null, number]>([
    ["more than 1320 and at most 1540 B, as 1460 would", 1320, 1540],
    ["more than 3910 and at most 4080 B", 3910, 4080],
    ["more than 3960 and at most 4096 B, as 4096 would", 3960, 4096],
    ["more than 4096 and at most 4300 B", 4096, 4300],
    ["more than 4000 and at most 9000 B", 4000, 9000],
    ["at most 1000 B", null, 1000],
    ["more than 65120 and at most 65600 B, as 65536 would", 65120, 65600],
  ])("%s", ([words, over, atMost]) => {
    expect(sayBounds({ over, atMost })).toBe(words);
  });

  test("is a known one only if it is the only one within the bounds", () => {
    expect(knownSizeIn({ over: 16_000, atMost: 16_400 })).toBe(16_384);
    expect(knownSizeIn({ over: null, atMost: 1100 })).toBe(1024);
    expect(knownSizeIn({ over: null, atMost: 2048 })).toBeNull();
  });
});

describe("a finding", () => {
  const cases: [string, Partial<Finding>][] = [
    ["shape expected streamed, observed held (paced)", { expected: "streamed", observed: "held" }],
    [
      "ended at expected at least 1.80 s, observed 2.01 s (paced)",
      { what: "endedMs", unit: "ms", expected: { min: 1800 }, observed: 2010 },
    ],
    [
      "model told after expected at most 100 ms, observed never (paced)",
      { what: "toldMs", unit: "ms", expected: { max: 100 }, observed: null },
    ],
    [
      "bytes of a step expected 3.5 KB to 4.3 KB, observed 1.3 KB to 4.0 KB (paced)",
      { what: "stepBytes", unit: "bytes", expected: { min: 3600, max: 4400 }, observed: { min: 1360, max: 4080 } },
    ],
    [
      "bytes held expected at least 5.0 KB, observed more than 1320 and at most 1540 B, as 1460 would (lockstep)",
      {
        what: "holdBytes",
        proof: "lockstep",
        unit: "bytes",
        expected: { min: 5120 },
        observed: { min: 1320, max: 1540 },
      },
    ],
    [
      "tokens for nobody expected at most 0 tokens, observed 8 tokens (paced)",
      { what: "tokensForNobody", unit: "tokens", expected: { max: 0 }, observed: 8 },
    ],
    [
      "log of app expected a line like /cancelled/, observed none",
      { what: "logs", of: "app", proof: null, unit: "text", expected: "/cancelled/", observed: null },
    ],
    [
      "log of app expected no line like /error/, observed error: EPIPE",
      { what: "logs.none", of: "app", proof: null, unit: "text", expected: "/error/", observed: "error: EPIPE" },
    ],
    [
      "response header x-accel-buffering expected none, observed no (paced)",
      { what: "responseHeaders", of: "x-accel-buffering", unit: "text", expected: null, observed: "no" },
    ],
    [
      "readers 1-2 shape+ttftMs expected at least 2 readers, observed 1 reader (paced)",
      { what: "crowd", of: "1-2 shape+ttftMs", unit: "readers", expected: { min: 2 }, observed: 1 },
    ],
    [
      "peak memory of nginx expected at most 30 MB, observed 44 MB",
      { what: "peakMemoryMb", of: "nginx", proof: null, unit: "MB", expected: { max: 30 }, observed: 44.2 },
    ],
  ];
  test.for(cases)("%s", ([words, more]) => {
    expect(sayFinding(finding({ ok: false, ...more }), false)).toBe(words);
  });

  test("names its reader where a side has several", () => {
    expect(sayFinding(finding({ reader: "cem", observed: "streamed" }), true)).toMatch(/^cem: shape expected/);
  });

  test("a field that nobody has words for says its own name", () => {
    expect(sayFinding(finding({ what: "bytesOnTheWire", unit: "bytes", expected: { max: 1 } }), false)).toMatch(
      /^bytes on the wire expected at most 1 B/,
    );
  });
});

describe("a doubt", () => {
  const VALUES: Record<Doubt["code"], [Doubt["values"], RegExp]> = {
    "side-failed": [{ message: "nginx exited", hint: "docker logs" }, /^nginx exited; docker logs$/],
    "no-run": [{}, /no run/],
    "nothing-judged": [{}, /nothing was judged/],
    "no-record": [{ reader: "ann", proof: "paced" }, /ann left no record in the paced run/],
    "no-handshake": [{ lockstepRuns: 0 }, /add lockstep to the experiment's proofs/],
    unclear: [
      { reader: "ann", unclear: "arrived before it was sent", shape: null },
      /the shape that ann saw cannot be told: arrived before/,
    ],
    "unknown-tokens": [{ reader: "ann", unknown: 3, tokens: 24 }, /3 of 24 tokens .* layers\/mock-llm/],
    "no-tokens": [{ reader: "ann", tokensPlanned: 24, status: 200, end: "cut" }, /none of 24 \(status 200, end cut\)/],
    starved: [{ who: "mock", proof: "paced", lateMs: 80, limitMs: 50 }, /the mock was 80 ms late .* limit 50 ms; stop/],
    "pace-lost": [{ tokens: 24, sentMs: 3, plannedMs: 1725 }, /24 tokens sent within 3 ms, planned 1\.73 s/],
    swayed: [{ delayMs: 42 }, /up to 42 ms .* run it again/],
    crowded: [{ busy: 0.987, limit: 0.9 }, /waited for its turn: 99 % of the CPU time was in use; stop what else/],
    controls: [{ control: "hold-all", verdict: "fail" }, /control hold-all: fail; \.\/lab run hold-all/],
    "judge-crashed": [{ message: "x is null" }, /x is null; please report it/],
    "hops-untold": [{ untold: "nginx" }, /packets cannot tell whether these hold: nginx/],
    "not-told-apart": [{ side: "broken" }, /no side fails what broken expects/],
  };

  test.for(DOUBTS)("%s says what was observed, and what to do", (code) => {
    const [values, words] = VALUES[code];
    expect(sayDoubt({ code, values })).toMatch(words);
  });

  test("the hypervisor steals shares, a lockstep run without a request is another matter, an unknown origin too", () => {
    expect(
      sayDoubt({ code: "starved", values: { who: "hypervisor", proof: "paced", steal: 0.31, limit: 0.1 } }),
    ).toMatch(/stole 31 % .* limit 10 %/);
    expect(sayDoubt({ code: "no-handshake", values: { lockstepRuns: 1 } })).toMatch(/the model saw no request/);
    expect(sayDoubt({ code: "unclear", values: { reader: "ann", unclear: null, shape: "looks held" } })).toMatch(
      /ann looks held: nobody knows when the model sent/,
    );
  });

  test.for(DOUBTS)("%s of another build, without values, is no crash", (code) => {
    expect(sayDoubt({ code, values: {} })).not.toMatch(/undefined|null/);
  });
});
