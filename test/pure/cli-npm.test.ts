import { describe, expect, test } from "vitest";
import { assertNothingSwallowed } from "../../src/commands/npm.ts";
import { exitCodeOf } from "../../src/commands/exit-code.ts";
import { nearestName, selectExperiments } from "../../src/commands/select.ts";
import type { VerdictWord } from "../../src/model/words.ts";

/** What npm 11.19 hands over, measured with a script that prints it: the words after the script's own, and npm_config_*. */
const SEEN: { typed: string; args: string[]; env: Record<string, string>; meant: string }[] = [
  { typed: "x --tokens 20", args: ["x", "20"], env: { tokens: "true" }, meant: "x --tokens 20" },
  { typed: "--tokens 20 x", args: ["20", "x"], env: { tokens: "true" }, meant: "x --tokens 20" },
  { typed: "x --tokens=20", args: ["x"], env: { tokens: "20" }, meant: "x --tokens 20" },
  { typed: "x --event-bytes 220", args: ["x", "220"], env: { event_bytes: "true" }, meant: "x --event-bytes 220" },
  { typed: "x --json --keep", args: ["x"], env: { json: "true", keep: "true" }, meant: "x --keep --json" },
  { typed: "x --events", args: ["x"], env: { events: "true" }, meant: "x --events" },
  {
    typed: "x --gap 5",
    args: ["x", "5"],
    env: { global: "true", all: "true", parseable: "true" },
    meant: "x --gap 5",
  },
  {
    typed: "x --tokens 20 --gap 5",
    args: ["x", "20", "5"],
    env: { tokens: "true", global: "true", all: "true", parseable: "true" },
    meant: "x --tokens <n> --gap <ms>",
  },
];

function npm(script: string, config: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const keys = Object.entries(config).map(([key, value]) => [`npm_config_${key}`, value]);
  return { npm_lifecycle_event: script, npm_config_audit: "", ...Object.fromEntries(keys) };
}

describe("a flag that npm kept", () => {
  test.for(SEEN)("npm run experiment $typed", ({ args, env, meant }) => {
    const call = () => assertNothingSwallowed(["experiment", ...args], npm("experiment", env));
    expect(call).toThrow(
      expect.objectContaining({ code: "usage", message: expect.stringMatching(/npm kept/) as string }),
    );
    expect(call).toThrow(expect.objectContaining({ hint: `./lab run ${meant}   or   npm run experiment -- ${meant}` }));
  });

  test.for([
    {
      typed: "list --json",
      args: ["list"],
      env: { json: "true" },
      hint: "./lab list --json   or   npm run list -- --json",
    },
    {
      typed: "experiment --all",
      args: ["experiment"],
      env: { all: "true" },
      hint: "./lab run --all   or   npm run experiment -- --all",
    },
  ])("npm run $typed is told only: an .npmrc would look the same", ({ args, env, hint }) => {
    const warning = assertNothingSwallowed(args, npm(args[0]!, env));
    expect(warning).toMatch(/npm kept --(json|all) for itself, or its configuration has it/);
    expect(warning).toContain(hint);
  });

  test.for([
    { what: "none was typed", args: ["experiment", "x"], env: npm("experiment", {}) },
    { what: "it was typed behind --", args: ["experiment", "x", "--tokens", "20"], env: npm("experiment", {}) },
    {
      what: "it reached the lab as well",
      args: ["experiment", "x", "--json"],
      env: npm("experiment", { json: "true" }),
    },
    { what: "npm is not there", args: ["run", "x"], env: { npm_config_json: "true" } },
    { what: "npm runs something else", args: ["experiment", "x"], env: npm("test", { json: "true" }) },
  ])("nothing where $what", ({ args, env }) => {
    expect(assertNothingSwallowed(args, env)).toBeNull();
  });
});

describe("the exit code", () => {
  const cases: [VerdictWord[], number][] = [
    [["pass", "pass"], 0],
    [["pass", "fail"], 1],
    [["pass", "inconclusive"], 2],
    [["inconclusive", "fail", "pass"], 1],
  ];
  test.for(cases)("%j is %i", ([verdicts, code]) => {
    expect(exitCodeOf(verdicts)).toBe(code);
  });
});

describe("names", () => {
  const ids = ["envoy-default", "nginx-buffering", "nginx-gzip"];

  test("and globs are taken in the order in which they were named, each once", () => {
    expect(selectExperiments(["nginx-gzip", "nginx-*"], false, ids)).toEqual(["nginx-gzip", "nginx-buffering"]);
    expect(selectExperiments([], true, ids)).toEqual(ids);
  });

  test("beside --all contradict it", () => {
    expect(() => selectExperiments(["nginx-gzip"], true, ids)).toThrow("--all, or names: nginx-gzip");
  });
});

test.each([
  ["ngnix", "nginx"],
  ["nginx2", "nginx"],
  ["evnoy", "envoy"],
  ["haproxy", null],
  ["xyz", null],
])("%s may have meant %s", (typed, meant) => {
  expect(nearestName(typed, ["app", "curl", "envoy", "nginx", "http-server"])).toBe(meant);
});
