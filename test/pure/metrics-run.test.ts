import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { metricsOf, runMetrics } from "../../src/metrics/index.ts";
import { MetricsDocument } from "../../src/model/result.ts";
import type { RunMetrics } from "../../src/model/observation.ts";
import { onlyFirst } from "./paths.ts";
import { experiment, handshake, run, side } from "./traces.ts";
import type { Stream } from "./traces.ts";

function metrics(stream: Stream | Stream[]): RunMetrics {
  const trace = run(stream);
  return runMetrics(trace, side("any", undefined, [trace]).side);
}

describe("a run", () => {
  test("counts requests and generations and has no handshake when paced", () => {
    expect(metrics([{ reader: "a" }, { reader: "b" }])).toMatchObject({
      requests: 2,
      generations: 2,
      requestHeaders: { host: "upstream:8080" },
      requestHttpVersion: "1.1",
      tokensForNobody: 0,
      lockstep: null,
    });
  });

  test("a request without a token is no generation; one whose tokens were for nobody is", () => {
    const none = { tokens: [] };
    const stream: Stream = { path: () => null, generation: none };
    expect(metrics(stream)).toMatchObject({ requests: 1, generations: 0 });
    expect(metrics({ ...stream, generation: { ...none, tokensAfterGone: 5 } })).toMatchObject({ generations: 1 });
  });

  test("of an unknown origin has arrivals, and nothing that compares with a model", () => {
    const trace = run({}, { sendLog: null });
    expect(runMetrics(trace, side("any", undefined, [trace]).side)).toMatchObject({
      ...{ requests: null, generations: null, requestHeaders: null, lockstep: null, tokensForNobody: 0 },
      readers: {
        reader: { tokens: 24, tokensPlanned: null, tokensSent: null, sentMs: [], textIdentical: null, end: "clean" },
      },
    });
    expect(runMetrics(trace, side("any", undefined, [trace]).side).readers["reader"]!.arrivedMs).toHaveLength(24);
  });

  test("keeps the handshake of its first generation", () => {
    const trace = handshake("held");
    expect(runMetrics(trace, side("any", undefined, [trace]).side).lockstep).toMatchObject({
      stoppedAtToken: 1,
      letGo: "end",
    });
  });
});

describe("tokens for nobody", () => {
  const left = { end: "left" } as const;
  test("are sent after the reader left, while a layer keeps the model's connection", () => {
    expect(metrics({ path: onlyFirst(10), marker: false, record: left }).tokensForNobody).toBe(14);
  });

  test("not one that the reader had before the mock came to stamp it", () => {
    const early: Stream["path"] = (sentMs, index) => (index < 10 ? sentMs - 5 : null);
    expect(metrics({ path: early, marker: false, record: left }).tokensForNobody).toBe(14);
  });

  test("and generated after the connection closed", () => {
    const gone: Stream = { generation: { tokensAfterGone: 8 }, record: { ...left, endedAtNs: 9_000_000_000 } };
    expect(metrics(gone).tokensForNobody).toBe(8);
  });

  test("are none when the reader stayed, or another one of the same generation did", () => {
    expect(metrics({}).tokensForNobody).toBe(0);
    const anonymous = { reader: null };
    const both: Stream[] = [
      { reader: "a", path: onlyFirst(10), marker: false, record: left, generation: anonymous },
      { reader: "b", readsGeneration: 1 },
    ];
    expect(metrics(both).tokensForNobody).toBe(14); // the generation is a's: b only listens
    expect(metrics([both[0]!, { reader: "b" }]).generations).toBe(2);
  });
});

test("the document has every run of every side and fits its schema", () => {
  const document = metricsOf(experiment([side("broken", {}, [run(), handshake("held")]), side("fixed", {}, [])]));
  expect(v.parse(MetricsDocument, document).sides).toMatchObject({
    broken: [{ proof: "paced" }, { proof: "lockstep" }],
    fixed: [],
  });
});
