import { describe, expect, test } from "vitest";
import { contentProblems } from "../../src/commands/subjects.ts";
import type { ExperimentInput } from "../../src/model/experiment.ts";
import { experiment, GOOD, layers, problems } from "./catalog-fixtures.ts";

type Expectation = NonNullable<ExperimentInput["sides"][string]["expect"]>;
type Changes = Partial<ExperimentInput>;

const { broken, fixed } = GOOD.sides;
const crowd = { readers: { reader: { count: 4 } }, proofs: ["paced"] } satisfies Changes;
const paced = { proofs: ["paced"] } satisfies Changes;

/** The two sides of GOOD, the broken one with another expectation. */
function expecting(expectation: Expectation): Changes {
  return { sides: { broken: { ...broken, expect: { ...broken.expect, ...expectation } }, fixed } };
}

function says(cases: readonly (readonly [what: string, changes: Changes, says: RegExp])[]): void {
  test.for(cases)("%s", ([, changes, pattern]) => {
    expect(problems(changes).join("\n")).toMatch(pattern);
  });
}

describe("an expectation of what the side does not have", () => {
  says([
    ["a reader", expecting({ readers: { ann: { shape: "held" } } }), /a reader called ann \(there are reader\)/],
    ["a log", expecting({ logs: { envoy: "x" } }), /the log of envoy, which is neither in the path nor beside it/],
    ["a second instance's log", expecting({ logs: { "nginx#2": "x" } }), /the log of nginx#2/],
    ["the log of a reader", expecting({ logs: { probe: "x" } }), /the log of probe/],
    ["a hop that is none", expecting({ hops: ["envoy"] }), /envoy holds, which is no hop of the path/],
    ["the model as a hop", expecting({ hops: ["mock-llm"] }), /mock-llm holds, which is no hop of the path/],
    ["memory", expecting({ peakMemoryMb: { envoy: { max: 5 } } }), /the memory of envoy, which the side does not have/],
    ["a second instance's memory", expecting({ peakMemoryMb: { "nginx#2": { max: 5 } } }), /the memory of nginx#2/],
    ["a lockstep run", { ...paced, ...expecting({ holdBytes: { min: 9 } }) }, /expect.holdBytes is seen in lockstep/],
    ["a handshake", { ...paced, ...expecting({ lockstep: "held" }) }, /expect.lockstep is seen in lockstep/],
    ["a paced run", { proofs: ["lockstep"] }, /expect.shape is seen in the paced run, which proofs leaves out/],
  ]);
});

describe("an expectation that says nothing", () => {
  const nothing = (expectation: Expectation): Changes => ({
    sides: { broken, fixed: { ...fixed, expect: expectation } },
  });
  says([
    ["is missing", { sides: { broken: { variants: broken.variants }, fixed } }, /nothing is expected/],
    ["is empty", nothing({}), /side fixed: expect is empty: it expects nothing/],
    ["of no reader", expecting({ readers: {} }), /expect.readers is empty/],
    ["of one reader", expecting({ readers: { reader: {} } }), /expect.readers.reader is empty/],
    ["of a log", expecting({ logs: { nginx: {} } }), /expect.logs.nginx is empty/],
    ["of no bound", expecting({ tokens: {} }), /expect.tokens is empty/],
    ["of a crowd of none", { ...crowd, ...expecting({ crowd: [] }) }, /expect.crowd is empty/],
    ["of a crowd", { ...crowd, ...expecting({ crowd: [{ share: { min: 0.5 } }] }) }, /says nothing of what it sees/],
  ]);
});

describe("an expectation that cannot fail", () => {
  says([
    ["tokens", expecting({ tokens: { min: 0 } }), /expect.tokens: min 0 is true of every run/],
    [
      "bytes of one reader",
      expecting({ readers: { reader: { bodyBytes: { min: 0 } } } }),
      /expect.readers.reader.bodyBytes: min 0 is true/,
    ],
    ["a header of no name", expecting({ responseHeaders: { "x y": null } }), /the header "x y", which is no name/],
    [
      "any share",
      { ...crowd, ...expecting({ crowd: [{ share: { min: 0 }, shape: "held" }] }) },
      /a share from 0 to 1: any number of readers has it/,
    ],
  ]);

  test("min 0 of what may not happen at all says that it does", () => {
    expect(problems(expecting({ toldMs: { min: 0 } }))).toEqual([]);
  });

  test.each<[string, Expectation]>([
    ["logs.nginx", { logs: { nginx: "timeout|" } }],
    ["logs.nginx.none", { logs: { nginx: { none: ".*" } } }],
    ["error", { error: "" }],
    ["responseHeaders.via.like", { responseHeaders: { via: { like: "x?" } } }],
  ])("a pattern of an empty text: %s", (at, expectation) => {
    expect(contentProblems(experiment(expecting(expectation)), layers)).toEqual([
      expect.stringContaining(`side broken: expect.${at} matches a text with nothing in it`),
    ]);
  });
});

describe("an expectation that cannot be met", () => {
  says([
    ["a range of nothing", expecting({ tokens: { min: 9, max: 3 } }), /expect.tokens: no number is from 9 to 3/],
    ["a bound below zero", expecting({ ttftMs: { min: -5 } }), /expect.ttftMs: -5 is no bound/],
    ["a bound without end", expecting({ ttftMs: { max: Infinity } }), /Infinity is no bound/],
    ["half a request", expecting({ requests: 0.5 }), /expect.requests: 0.5 is no count/],
    ["answers to nobody", expecting({ requests: 1, generations: 2 }), /2 answers to 1 requests/],
    ["HTTP of no version", expecting({ requestHttpVersion: "7" }), /7 is no version/],
    ["a status that is none", expecting({ status: 99 }), /99 is no HTTP status/],
    ["a refusal with 200", expecting({ shape: "refused", status: 200 }), /shape refused with status 200/],
    ["a hold with 502", expecting({ status: 502 }), /shape held with status 502/],
    [
      "a hold of a streamed answer",
      expecting({ shape: "streamed", heldFromToken: { min: 3 } }),
      /heldFromToken with shape streamed/,
    ],
    ["a leave that nobody told", expecting({ end: "left" }), /end left, but nothing tells the reader to leave/],
    [
      "a leave that comes with the last token",
      {
        ...paced,
        scenario: { tokens: 10, gapMs: 100 },
        readers: { reader: { layer: "probe", leave: { afterMs: 1800 } } },
        ...expecting({ end: "left", tokens: { min: 10 } }),
      },
      /leaves after 1800 ms; give it (?:1900|2000) ms/,
    ],
    ["a crowd of one", expecting({ crowd: [{ share: { min: 0.5 } }] }), /the side has one reader/],
    ["a whole crowd", { ...crowd, ...expecting({ crowd: [{ shape: "held" }] }) }, /without rank or share/],
    [
      "a rank that nobody has",
      { ...crowd, ...expecting({ crowd: [{ rank: { from: 3, to: 5 }, shape: "held" }] }) },
      /ranks 3 to 5; ranks go from 1 to 4/,
    ],
    [
      "half a rank",
      { ...crowd, ...expecting({ crowd: [{ rank: { from: 1.5, to: 3 }, shape: "held" }] }) },
      /ranks 1.5 to 3; ranks are whole numbers/,
    ],
    [
      "more than all",
      { ...crowd, ...expecting({ crowd: [{ share: { min: 1.5 } }] }) },
      /a share from 1.5 to 1; shares go from 0 to 1/,
    ],
  ]);

  test("of a crowd, by rank and by share, is well", () => {
    const seen = [
      { rank: { from: 1, to: 2 }, shape: "held" as const },
      { share: { min: 0.5 }, ttftMs: { max: 300 } },
    ];
    expect(problems({ ...crowd, ...expecting({ crowd: seen }) })).toEqual([]);
  });
});
