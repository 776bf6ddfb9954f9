import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { readerMetrics } from "../../src/metrics/index.ts";
import { plannedDurationMs } from "../../src/model/pace.ts";
import { ReaderMetrics } from "../../src/model/result.ts";
import type { RunTrace } from "../../src/model/trace.ts";
import { ENDS, SHAPES } from "../../src/model/words.ts";
import type { Shape } from "../../src/model/words.ts";
import { shapeOf } from "../../src/verdict/index.ts";
import { anyStream } from "./generated.ts";
import { onlyFirst, toTheEnd } from "./paths.ts";
import { run, side } from "./traces.ts";

function metrics(trace: RunTrace): ReaderMetrics {
  return readerMetrics(trace, "reader", side("any", {}, [trace]).side);
}

const shape = (trace: RunTrace): Shape => shapeOf(metrics(trace));

/** A plan whose span can be told apart from a busy machine's jitter. */
const plan = fc.record({ tokens: fc.integer({ min: 8, max: 200 }), gapMs: fc.integer({ min: 20, max: 300 }) });

describe("every stream has exactly one shape", () => {
  test("from whatever numbers", () => {
    const times = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { maxLength: 60 });
    const maybe = fc.option(fc.double({ noNaN: true, min: -1e6, max: 1e6 }));
    const base = metrics(run());
    const numbers = fc.record({
      status: fc.option(fc.constantFrom(200, 204, 304, 400, 503)),
      tokens: fc.nat(60),
      tokensPlanned: fc.nat(60),
      tokensReplayed: fc.nat(60),
      releaseGapMs: maybe,
      queueMs: maybe,
      sentMs: times,
      arrivedMs: times,
      end: fc.constantFrom(...ENDS),
    });
    fc.assert(fc.property(numbers, (some) => SHAPES.includes(shapeOf({ ...base, ...some }))));
  });

  test("from a trace, whose metrics fit their schema", () => {
    fc.assert(
      fc.property(anyStream, (stream) => {
        const m = metrics(run(stream));
        expect(() => v.parse(ReaderMetrics, m)).not.toThrow();
        expect(SHAPES).toContain(shapeOf(m));
      }),
    );
  });
});

describe("what must hold for any plan", () => {
  test("in pace is streamed, and stays so when every arrival shifts by less than a tenth of a gap", () => {
    fc.assert(
      fc.property(plan, fc.infiniteStream(fc.double({ noNaN: true, min: 0, max: 0.1 })), (scenario, shifts) => {
        const path = (sentMs: number): number => sentMs + scenario.gapMs * (shifts.next().value as number);
        expect(shape(run({ scenario, path }))).toBe("streamed");
      }),
    );
  });

  test("everything after the last emission is held, at whatever distance within a tenth of the stream", () => {
    fc.assert(
      fc.property(plan, fc.double({ noNaN: true, min: 0, max: 0.09 }), (scenario, share) => {
        const path = (_sentMs: number, index: number, all: readonly number[]): number =>
          all.at(-1)! + 1 + (share * (all.at(-1)! - all[0]!) * index) / all.length;
        expect(shape(run({ scenario, path }))).toBe("held");
      }),
    );
  });

  test("moving all arrivals to the end is never streamed, whatever they were", () => {
    fc.assert(
      fc.property(anyStream, (stream) => {
        const trace = run({ ...stream, path: toTheEnd });
        const { ttftMs } = trace.sendLog.scenario;
        fc.pre(plannedDurationMs(trace.sendLog.scenario) - ttftMs > 100);
        expect(shape(trace)).not.toBe("streamed");
      }),
    );
  });

  test("without its last token no stream is clean and whole", () => {
    fc.assert(
      fc.property(plan, (scenario) => {
        expect(shape(run({ scenario, path: onlyFirst(scenario.tokens - 1) }))).toBe("cut");
      }),
    );
  });

  test("no token is never a shape that a stream has", () => {
    fc.assert(
      fc.property(anyStream, (stream) => {
        expect(["empty", "refused", "cut"]).toContain(shape(run({ ...stream, path: () => null })));
      }),
    );
  });
});
