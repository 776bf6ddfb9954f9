import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import type { Expectation } from "../../src/model/expectation.ts";
import type { ResolvedReader } from "../../src/model/experiment.ts";
import type { SideTrace } from "../../src/model/trace.ts";
import { onlyFirst } from "./paths.ts";
import { render } from "./render.ts";
import { experiment, run, side } from "./traces.ts";
import type { Stream } from "./traces.ts";

const PAGE = { width: 80, colour: false };
const NAMES = ["one", "two", "three", "four", "five", "six"];

/** A side of six readers, 50 ms apart, each told what its stream is like, and what else it is told itself. */
function arrivals(
  name: string,
  streamOf: (index: number) => Stream,
  more: (index: number) => Partial<ResolvedReader> = () => ({}),
): SideTrace {
  const streams = NAMES.map((reader, index) => ({ reader, startMs: index * 50, ...streamOf(index) }));
  const readers = Object.fromEntries(NAMES.map((each, index) => [each, { startMs: index * 50, ...more(index) }]));
  return side(
    name,
    { readers: Object.fromEntries(streams.map((stream) => [stream.reader, shapeOf(stream)])) },
    [run(streams)],
    {
      readers,
    },
  );
}

/** The shape of a stream of this test: it is refused, has queued, or is in pace. */
function shapeOf({ record, queueMs = 1 }: Stream): Expectation {
  return { shape: record?.status === 503 ? "refused" : queueMs > 100 ? "queued" : "streamed" };
}

const REFUSED: Stream = { path: onlyFirst(0), marker: false, record: { status: 503 } };
const queue = arrivals("sync", (index) => (index === 4 ? REFUSED : { queueMs: 1 + Math.floor(index / 2) * 1800 }));
const flat = arrivals("asgi", () => ({}));

/** The lines of the picture, from the chart's top to the last count. */
function curveIn(text: string): string {
  return /^ {2}TTFT [^]*?(?=\n {2}(changes|the fix|why))/m.exec(text)?.[0] ?? "";
}

describe("the curve of the first token", () => {
  test("has a mark per side and reader, and the numbers below; a reader without a token has no mark", () => {
    expect(curveIn(render(experiment([queue, flat]), PAGE))).toMatchInlineSnapshot(`
      "  TTFT 3.60 s |                                              o
                    |
                    |
             1.80 s |                   o        o
                    |
                    |
               0 ms | o+       o+        +        +        +        +
        reader      | one      two      three    four     five     six
        o sync      | 2 ms     2 ms     1.80 s   1.80 s   none     3.60 s
        + asgi      | 2 ms     2 ms     2 ms     2 ms     2 ms     2 ms
        shapes      | sync: 2 streamed, 3 queued, 1 refused (503); 5 of 6 answers
                    | whole
                    | asgi: 6 streamed"
    `);
  });

  test("leaves the first and the last reader a lane", () => {
    const lanes = render(experiment([queue, flat]), PAGE).match(/^ {2}(sync|asgi) \w+/gm);
    expect(lanes).toEqual(["  sync one", "  sync six", "  asgi one", "  asgi six"]);
  });

  test("colours do not move a column", () => {
    const coloured = render(experiment([queue, flat]), { ...PAGE, colour: true });
    expect(curveIn(stripVTControlCharacters(coloured))).toBe(curveIn(render(experiment([queue, flat]), PAGE)));
    expect(coloured).toContain("\u001b[31mo");
  });

  test("goes by the start of the readers, not by their names' order", () => {
    const startMs = (name: string): number => 1000 - NAMES.indexOf(name) * 50;
    const readers = Object.fromEntries(NAMES.map((name) => [name, { startMs: startMs(name) }]));
    const backwards = side("sync", {}, [run(NAMES.map((reader) => ({ reader, startMs: startMs(reader) })))], {
      readers,
    });
    const text = render(experiment([backwards]), PAGE);
    expect(text.match(/^ {2}sync \w+ /gm)).toEqual(["  sync one ", "  sync six "]);
    expect(text).toMatch(/reader +\| six +five +four +three +two +one$/m);
  });

  test("the readers of one side may be of another kind than those of the other", () => {
    const http2 = arrivals(
      "http2",
      () => ({}),
      () => ({ httpVersion: "2" }),
    );
    expect(curveIn(render(experiment([queue, http2]), PAGE))).toMatch(/\+ http2 +\| 2 ms/);
  });

  test("a side that was not measured says so", () => {
    const error = { code: "layer_failed", message: "gunicorn exited", hint: null };
    const text = curveIn(render(experiment([queue, { ...flat, runs: [], error }]), PAGE));
    expect(text).toMatch(/\+ asgi +\| \?( +\?){5}$/m);
    expect(text).toContain("asgi: not measured");
  });

  test("a page too narrow for the numbers gets lanes", () => {
    const text = render(experiment([queue, flat]), { ...PAGE, width: 57 });
    expect(text).not.toMatch(/^ {2}TTFT /m);
    expect(text).toMatch(/^ {2}sync four/m);
  });

  test.each([
    [
      "differ in more than their start",
      [
        queue,
        arrivals(
          "asgi",
          () => ({}),
          (index) => ({ method: index === 2 ? "GET" : "POST" }),
        ),
      ],
    ],
    ["are other ones on another side", [queue, side("asgi", {}, [run()])]],
    ["got no token at all", [arrivals("sync", () => REFUSED), arrivals("asgi", () => REFUSED)]],
  ])("readers that %s have no curve", (_what, sides) => {
    expect(curveIn(render(experiment(sides), PAGE))).toBe("");
  });
});
