import { describe, expect, test } from "vitest";
import type { Steps } from "../../src/model/observation.ts";
import type { SentToken } from "../../src/model/scenario.ts";
import { stepsOf } from "../../src/metrics/steps.ts";

/** Batches of events of these sizes, each its own release. */
function batches(sizes: readonly (readonly number[])[]): SentToken[][] {
  let seq = 0;
  return sizes.map((batch) =>
    batch.map((bytes) => {
      seq += 1;
      return { seq, plannedAtNs: seq * 75e6, sentAtNs: seq * 75e6, bytes };
    }),
  );
}

/** What a buffer of B bytes makes of events: it lets go of all it has, or of B bytes exactly. */
function buffered(events: readonly number[], size: number, exactly: boolean): number[][] {
  const steps: number[][] = [[]];
  let [filled, passed, written] = [0, 0, 0];
  const waiting: { bytes: number; end: number }[] = [];
  for (const bytes of events) {
    [filled, written] = [filled + bytes, written + bytes];
    waiting.push({ bytes, end: written });
    if (filled < size) continue;
    passed = exactly ? written - (filled % size) : written;
    filled = exactly ? filled % size : 0;
    const whole = waiting.filter(({ end }) => end <= passed);
    waiting.splice(0, whole.length);
    steps.push(whole.map((each) => each.bytes));
  }
  steps.push(waiting.map((each) => each.bytes));
  return steps.filter((step) => step.length > 0);
}

describe("the size that explains every step", () => {
  const event220 = Array.from({ length: 100 }, () => 220);
  const mixed = Array.from({ length: 100 }, (_, index) => [150, 310, 220, 480][index % 4]!);

  test.each<[string, number[][], number]>([
    ["all that it has, equal events", buffered(event220, 1400, false), 1400],
    ["all that it has, events of many sizes", buffered(mixed, 4096, false), 4096],
    ["exactly its size, equal events", buffered(event220, 4096, true), 4096],
    ["exactly its size, events of many sizes", buffered(mixed, 1460, true), 1460],
  ])("lets go of %s", (_what, sizes, size) => {
    const { threshold } = stepsOf(batches(sizes))!;
    expect(threshold!.over).toBeLessThan(size);
    expect(threshold!.atMost).toBeGreaterThanOrEqual(size);
    expect(threshold!.atMost - threshold!.over!).toBeLessThanOrEqual(480);
  });

  test.each<[string, number[][], Partial<Steps> | null]>([
    [
      "bounds of equal steps",
      [[220, 220, 220], [220, 220, 220], [220]],
      { count: 2, threshold: { over: 440, atMost: 660 } },
    ],
    [
      "no size: let go by time",
      [[100, 100], [100, 100, 100, 100, 100, 100, 100], [100, 100], [100]],
      { count: 3, minBytes: 200, maxBytes: 700, threshold: null },
    ],
    ["one lump has no full step", [[220, 220, 220]], null],
    ["single releases are no steps", [[220], [220], [220, 220], [220]], null],
    ["nothing", [], null],
  ])("%s", (_what, sizes, expected) => {
    const steps = stepsOf(batches(sizes));
    if (expected === null) expect(steps).toBeNull();
    else expect(steps).toMatchObject(expected);
  });
});
