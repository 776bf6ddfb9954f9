import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readerMetrics } from "../../src/metrics/index.ts";
import type { ReaderMetrics } from "../../src/model/observation.ts";
import type { Piece } from "../../src/model/reader.ts";
import type { RunTrace } from "../../src/model/trace.ts";
import { inPace, onlyFirst } from "./paths.ts";
import { run, side } from "./traces.ts";
import type { Stream } from "./traces.ts";

function of(trace: RunTrace): ReaderMetrics {
  return readerMetrics(trace, "reader", side("any", undefined, [trace]).side);
}
const metrics = (stream: Stream): ReaderMetrics => of(run(stream));

const unnumbered = (pieces: Piece[]): Piece[] => pieces.map((each) => ({ ...each, seq: null, origin: null }));
/** The text of all pieces, cut anew into pieces of so many characters; each comes when its last character did. */
const recut =
  (sizes: readonly number[]) =>
  (pieces: Piece[]): Piece[] => {
    const characters = pieces.flatMap(({ text, atNs }) => [...text].map((text) => ({ text, atNs })));
    const made: Piece[] = [];
    for (let from = 0, turn = 0; from < characters.length; turn += 1) {
      const some = characters.slice(from, from + sizes[turn % sizes.length]!);
      from += some.length;
      made.push({ atNs: some.at(-1)!.atNs, text: some.map(({ text }) => text).join(""), seq: null, origin: null });
    }
    return made;
  };

/** What the join makes of an answer, times without what a float adds. */
const joined = ({ tokens, doubled, lost, outOfOrder, textIdentical, arrivedMs }: ReaderMetrics) => ({
  ...{ tokens, doubled, lost, outOfOrder, textIdentical },
  arrivedMs: arrivedMs.map((ms) => ms.toFixed(3)),
});

describe("a token is known by its text", () => {
  test("as well as by its number", () => {
    expect(joined(metrics({ pieces: unnumbered }))).toEqual(joined(metrics({})));
    const cut = { path: onlyFirst(10) };
    expect(joined(metrics({ ...cut, pieces: unnumbered }))).toEqual(joined(metrics(cut)));
  });

  test("however the text is cut: several tokens in a piece, parts of one, single characters", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
    const text = fc.constantFrom("The quick brown fox jumps over the lazy dog", "Grüße 🎉 aus Köln naïve", "a a b a");
    fc.assert(
      fc.property(sizes, text, (each, words) => {
        const m = metrics({ scenario: { text: words }, pieces: recut(each) });
        expect(m).toMatchObject({ tokens: 24, doubled: 0, lost: 0, outOfOrder: 0, textIdentical: true });
        expect(m.arrivedMs.every((ms, index) => ms >= m.sentMs[index]!)).toBe(true);
      }),
    );
  });

  test("it has arrived when the text reaches its end: a piece of several gives them one stamp, a part gives none", () => {
    const three = metrics({ scenario: { tokens: 3 }, pieces: recut([1000]) });
    expect(new Set(three.arrivedMs).size).toBe(1);
    const part = (all: Piece[]): Piece[] => [...unnumbered(all).slice(0, 2), { ...all[2]!, text: " ", seq: null }];
    expect(metrics({ scenario: { tokens: 3 }, pieces: part })).toMatchObject({
      tokens: 2,
      lost: 0,
      textIdentical: false,
    });
  });

  test("where the number survived it wins: a hole is one token, not all that follow", () => {
    const hole = (all: Piece[]): Piece[] => all.filter((_, index) => index !== 11);
    expect(metrics({ pieces: hole })).toMatchObject({ tokens: 23, lost: 1, textIdentical: false });
    expect(metrics({ pieces: (all) => unnumbered(hole(all)) })).toMatchObject({ tokens: 11, lost: 13 });
  });

  test("the same tokens again are doubled: each, or the whole answer", () => {
    const each = (all: Piece[]): Piece[] => all.flatMap((piece) => [piece, piece]);
    const whole = (all: Piece[]): Piece[] => [...all, ...all];
    for (const again of [each, whole]) {
      expect(metrics({ pieces: again })).toMatchObject({ tokens: 24, doubled: 24, lost: 0 });
      expect(metrics({ pieces: (all) => unnumbered(again(all)) })).toMatchObject({ tokens: 24, doubled: 24, lost: 0 });
    }
  });

  test("a token that overtakes another is out of order", () => {
    const swapped = (all: Piece[]): Piece[] => all.with(4, all[5]!).with(5, all[4]!);
    expect(metrics({ pieces: swapped })).toMatchObject({ outOfOrder: 1, doubled: 0, lost: 0 });
  });

  test("what was sent before the reader asked is not lost to it", () => {
    const shared: Stream[] = [
      { reader: "first" },
      { reader: "reader", startMs: 450, readsGeneration: 1, path: (s, i) => (i < 6 ? null : inPace(s, i, [])) },
    ];
    expect(of(run(shared))).toMatchObject({ tokens: 18, lost: 0 });
  });
});

describe("causality", () => {
  test("a token that came before its release is early, one that beat the mock's own late stamp is not", () => {
    expect(metrics({ path: (sentMs) => sentMs - 40 })).toMatchObject({ early: 24 });
    expect(metrics({ path: (sentMs) => sentMs - 40 }).earlyMs).toBeCloseTo(40, 0);
    const stampedLate = metrics({ emit: (plannedMs) => plannedMs + 17, path: (sentMs) => sentMs - 15 });
    expect(stampedLate).toMatchObject({ early: 0, earlyMs: 0 });
  });
});

describe("what never arrived, and who heard of it", () => {
  const left = { end: "left", endedAtNs: 6_000_000_000 } as const;

  test("undelivered: sent a moment before the reader left, while every connection stood", () => {
    // the reader leaves at 1000 ms; tokens 11 (751 ms) to 12 (826 ms) were sent more than 100 ms before that
    expect(metrics({ path: onlyFirst(10), record: left }).undelivered).toBe(2);
    expect(metrics({ path: onlyFirst(10), record: { ...left, endedAtNs: 5_720_000_000 } }).undelivered).toBe(0);
    const gone = { readerGoneAtNs: 5_700_000_000 };
    expect(metrics({ path: onlyFirst(10), record: left, generation: gone }).undelivered).toBe(0);
    expect(metrics({}).undelivered).toBe(0);
  });

  test("told: from the end of the read until the model saw its connection closed", () => {
    expect(metrics({ record: left, generation: { readerGoneAtNs: 6_250_000_000 } }).toldMs).toBeCloseTo(250);
    expect(metrics({ record: left, generation: { readerGoneAtNs: 5_900_000_000 } }).toldMs).toBeCloseTo(-100);
    expect(metrics({ record: left }).toldMs).toBeNull();
  });
});
