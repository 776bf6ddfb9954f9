import { expect, test } from "vitest";
import type { Expectation } from "../../src/model/expectation.ts";
import type { SideVerdict } from "../../src/model/result.ts";
import type { RunTrace } from "../../src/model/trace.ts";
import { experiment, judged, run, side } from "./traces.ts";
import type { Stream } from "./traces.ts";

/** An answer without a token: nothing to judge by, unless it is what was expected and both ends agree that there was none. */

const EMPTY = { shape: "empty", tokens: { max: 0 } } as const;
/** The model had the request and was stopped before its first token; the reader got a proper answer, end marker and all. */
const STOPPED: Stream = { generation: { tokens: [], bytesWritten: 0, end: "stopped" } };

function verdict(expected: Expectation, trace: RunTrace): SideVerdict {
  return judged(experiment([side("a", expected, [trace])])).sides["a"]!;
}

function withoutGenerations(trace: RunTrace): RunTrace {
  return { ...trace, sendLog: { ...trace.sendLog, generations: [] } };
}

test("passes where it is expected and both ends agree", () => {
  expect(verdict(EMPTY, run(STOPPED))).toMatchObject({ verdict: "pass", shape: "empty", end: "clean" });
});

test("fails where tokens came after all", () => {
  expect(verdict(EMPTY, run()).verdict).toBe("fail");
});

test.each<[string, RunTrace]>([
  ["the model has sent tokens: the reader may be blind", run({ path: () => null })],
  ["the model was to send none", run({ scenario: { tokens: 0 } })],
  ["the model saw no request", withoutGenerations(run(STOPPED))],
  ["the reader saw no end marker", run({ ...STOPPED, marker: false })],
  ["open when the time was up", run({ ...STOPPED, marker: false, record: { complete: false, errorCode: "timeout" } })],
  ["no status", run({ ...STOPPED, record: { status: null } })],
  ["a redirection", run({ ...STOPPED, record: { status: 302 } })],
])("inconclusive where it is expected: %s", (_what, trace) => {
  const { verdict: word, shape, reason } = verdict(EMPTY, trace);
  expect([word, shape]).toEqual(["inconclusive", "empty"]);
  expect(reason).toMatch(/^no tokens: the reader reader received none/);
});

test("inconclusive where tokens are expected", () => {
  expect(verdict({ shape: "streamed" }, run(STOPPED)).verdict).toBe("inconclusive");
});
