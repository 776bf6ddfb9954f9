import { describe, expect, test } from "vitest";
import type { Expectation } from "../../src/model/expectation.ts";
import { collectFor, regexProblems } from "../../src/verdict/index.ts";

describe("what must be read off the running layers", () => {
  test.each<[string, Expectation | undefined, ReturnType<typeof collectFor>]>([
    ["nothing is expected", undefined, { peakMemory: [], logLines: {} }],
    ["nothing of the layers", { shape: "held", lockstep: "held", generations: 1 }, { peakMemory: [], logLines: {} }],
    [
      "memory, by place",
      { peakMemoryMb: { app: { min: 180 }, "nginx#2": {} } },
      { peakMemory: ["app", "nginx#2"], logLines: {} },
    ],
    [
      "lines that must be there, and those that must not: both are waited for",
      { logs: { nginx: "buffered", app: { none: "error" }, envoy: { some: "flags=SI", none: "UC" } } },
      { peakMemory: [], logLines: { nginx: ["buffered"], app: ["error"], envoy: ["flags=SI", "UC"] } },
    ],
  ])("%s", (_what, expected, collect) => {
    expect(collectFor(expected)).toEqual(collect);
  });
});

describe("regular expressions", () => {
  test("good ones are no problem", () => {
    const good = { logs: { nginx: "a|b", app: { none: "\\(" } }, error: "curl: .18.", responseHeaders: { via: "(" } };
    expect(regexProblems(good)).toEqual([]);
    expect(regexProblems({})).toEqual([]);
  });

  test.each<[string, Expectation]>([
    ["error", { error: "(" }],
    ["readers.bob.error", { readers: { bob: { error: "(" } } }],
    ["responseHeaders.via.like", { responseHeaders: { via: { like: "(" } } }],
    ["requestHeaders.te.like", { requestHeaders: { te: { like: "(" } } }],
    ["crowd.1.error", { crowd: [{}, { error: "(" }] }],
    ["crowd.0.responseHeaders.via.like", { crowd: [{ responseHeaders: { via: { like: "(" } } }] }],
    ["logs.nginx", { logs: { nginx: "(" } }],
    ["logs.nginx.some", { logs: { nginx: { some: "(" } } }],
    ["logs.nginx.none", { logs: { nginx: { some: "good", none: "(" } } }],
  ])("expect.%s", (at, expected) => {
    expect(regexProblems(expected)).toEqual([
      `expect.${at} is no regular expression: "(" (Unterminated group); write \\ before a sign that is meant as it stands`,
    ]);
  });
});
