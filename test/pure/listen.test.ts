import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { withHops } from "../../src/listen.ts";
import { LabError } from "../../src/model/error.ts";
import type { Tap, Tapped } from "../../src/model/running.ts";
import { hopsVerdictOf } from "../../src/verdict/hops.ts";
import { later, PACED, talk, together } from "./hops-talks.ts";
import { pcapOf } from "./hops-wire.ts";
import type { Talk } from "./hops-wire.ts";
import type { SideTrace } from "../../src/model/trace.ts";
import { run, side } from "./traces.ts";

const SERVICES = {
  "10.0.0.2": "broken-probe",
  "10.0.0.3": "broken-nginx",
  "10.0.0.4": "broken-app",
  "10.0.0.5": "mock-llm",
};
const places = new Map([
  ["broken-probe", "probe"],
  ["broken-nginx", "nginx"],
  ["broken-app", "app"],
  ["mock-llm", "mock-llm"],
]);

function tapOf(talks: readonly Talk[], services: Tapped["services"] = SERVICES): Tap {
  const file = join(mkdtempSync(join(tmpdir(), "lab-")), "side.pcap");
  writeFileSync(file, pcapOf(talks.flatMap(({ packets }) => packets)));
  return { stop: () => Promise.resolve({ files: [file], services, dropped: 0 }) };
}

const user = (name: string): { body: string } => ({ body: `{"model":"mock","user":"${name}"}` });
const chain = (name: string, atReader: readonly number[]): Talk[] => [
  talk("reader", "outer", atReader, user(name)),
  talk("outer", "inner", later(PACED, 0.4), user(name)),
  talk("inner", "model", PACED, user(name)),
];
const tracesWith = async (tap: Tap | null, traces: SideTrace[]): Promise<readonly SideTrace[]> =>
  (await withHops(tap, [{ places, traces }], 0))[0]!.traces;
const trace = (shape: "held" | "streamed") => side("broken", { shape }, [run()]);

test("the hops of each run's reader come into its trace", async () => {
  const tap = tapOf([...chain("r1:reader", together(PACED, 2501)), ...chain("r2:reader", PACED)]);
  const traces = await tracesWith(tap, [trace("held")]);
  const chains = Object.values(traces[0]!.runs[0]!.hops ?? {});
  expect(chains.map(({ hops }) => hops.map(({ hop, why }) => `${hop} ${why}`))).toEqual([
    ["nginx to-the-end", "app at-once"],
  ]);
});

test("a layer that is seen to hold agrees with a broken side, and contradicts a cured one", async () => {
  const held = tapOf(chain("r1:reader", together(PACED, 2501)));
  const verdict = async (shape: "held" | "streamed", layer: string) =>
    hopsVerdictOf((await tracesWith(held, [trace(shape)]))[0]!, layer, []);
  expect(await verdict("held", "nginx")).toMatchObject({
    guilty: ["nginx"],
    unknown: [],
    expected: "guilty",
    blamed: ["nginx"],
    agrees: true,
  });
  expect(await verdict("held", "app")).toMatchObject({ agrees: false });
  expect(await verdict("streamed", "nginx")).toMatchObject({ expected: "none", agrees: false });
});

test("a reader whose answer was not found has no hops, and nothing is concluded", async () => {
  const traces = await tracesWith(tapOf(chain("r9:reader", PACED)), [trace("held")]);
  expect(traces[0]!.runs[0]!.hops).toEqual({});
  expect(hopsVerdictOf(traces[0]!, "nginx", [])).toMatchObject({ agrees: null });
});

test("a tap that failed is told, and is no fault of the side", async () => {
  const tap: Tap = {
    stop: () => Promise.reject(new LabError("rig_failed", "the tap does not listen", { observed: "no permission" })),
  };
  const traces = await tracesWith(tap, [trace("held")]);
  expect(traces[0]).toMatchObject({ error: null, hopsMissing: "the tap does not listen (no permission)" });
  expect(hopsVerdictOf(traces[0]!, "nginx", [])).toBeUndefined();
});

test("without a tap a trace is as it was", async () => {
  const before = [trace("held")];
  expect(await withHops(null, [{ places, traces: before }], 0)).toEqual([{ traces: before, files: [] }]);
});

describe("sides that stood together", () => {
  const OTHER = { "10.0.0.12": "fixed-probe", "10.0.0.13": "fixed-nginx", "10.0.0.14": "fixed-app" };
  const others = new Map([
    ["fixed-probe", "probe"],
    ["fixed-nginx", "nginx"],
    ["fixed-app", "app"],
    ["mock-llm", "mock-llm"],
  ]);
  const both = [
    ...chain("r1:reader", together(PACED, 2501)),
    talk("10.0.0.12", "10.0.0.13", later(PACED, 0.8), user("r2:reader")),
    talk("10.0.0.13", "10.0.0.14", later(PACED, 0.4), user("r2:reader")),
    talk("10.0.0.14", "model", PACED, user("r2:reader")),
  ];
  const fixed = side("fixed", { shape: "streamed" }, [{ ...run(), runId: "r2" }]);
  const heard = (talks: readonly Talk[]) =>
    withHops(
      tapOf(talks, { ...SERVICES, ...OTHER }),
      [
        { places, traces: [trace("held")] },
        { places: others, traces: [fixed] },
      ],
      0,
    );

  test("have each its own packets, also those that went to the model of all", async () => {
    const all = await heard(both);
    const hops = all.map(({ traces }) =>
      Object.values(traces[0]!.runs[0]!.hops ?? {}).flatMap((each) => each.hops.map(({ hop, why }) => `${hop} ${why}`)),
    );
    expect(hops).toEqual([
      ["nginx to-the-end", "app at-once"],
      ["nginx at-once", "app at-once"],
    ]);
    expect(all[1]!.traces[0]!.addresses).toEqual({
      "10.0.0.12": "probe",
      "10.0.0.13": "nginx",
      "10.0.0.14": "app",
      "10.0.0.5": "mock-llm",
    });
    const packets = (file: string): number => readFileSync(file).length;
    expect(all.map(({ files }) => files.length)).toEqual([1, 1]);
    expect(packets(all[0]!.files[0]!)).toBeLessThan(pcapOf(both.flatMap((each) => each.packets)).length);
  });

  test("tell each for itself that nothing was heard of it", async () => {
    const all = await heard(chain("r1:reader", PACED));
    expect(all[0]!.traces[0]).not.toHaveProperty("hopsMissing");
    expect(all[1]!.traces[0]!.hopsMissing).toMatch(/has no TCP connection/);
  });
});
