import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawAxis, drawLane, legendOf, scaleFor } from "../../src/report/terminal/lane.ts";

const every75Ms = Array.from({ length: 24 }, (_, index) => index * 75);

describe("a lane", () => {
  test("an even stream looks even", () => {
    expect(drawLane(every75Ms, scaleFor(24, 1725, 1725, 50))).toBe(". ".repeat(23) + ".");
  });

  test("many tokens a column are a dot where that is the pace, and a step stands out", () => {
    const sent = Array.from({ length: 400 }, (_, index) => index * 5);
    const scale = scaleFor(400, 1995, 1995, 40);
    expect(drawLane(sent, scale)).toBe(".".repeat(40));
    expect(
      drawLane(
        sent.map(() => 1995),
        scale,
      ),
    ).toBe(`${" ".repeat(39)}#`);
    expect(legendOf([".", "#"], scale)).toEqual([". up to 11 tokens", "# more than 44"]);
  });

  test("always has the width of its scale, and shows every stream that has a token", () => {
    const times = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(
        times,
        fc.integer({ min: 2, max: 100 }),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        (list, room, endMs) => {
          const scale = scaleFor(list.length, endMs / 2, endMs, room);
          const lane = drawLane(list, scale);
          expect(lane).toHaveLength(scale.columns);
          expect(scale.columns).toBeLessThanOrEqual(room);
          expect(lane.trim()).not.toBe("");
        },
      ),
    );
  });

  test("the axis begins at 0 and ends at the end", () => {
    expect(drawAxis({ endMs: 1725, columns: 30, few: 1 })).toBe("0 s          0.9 s       1.7 s");
  });
});
