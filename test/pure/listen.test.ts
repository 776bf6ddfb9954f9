import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withHops } from "../../src/listen.ts";
import { LabError } from "../../src/model/error.ts";
import type { Tap } from "../../src/model/running.ts";
import { hopsVerdictOf } from "../../src/verdict/hops.ts";
import { later, PACED, talk, together } from "./hops-talks.ts";
import { pcapOf } from "./hops-wire.ts";
import type { Talk } from "./hops-wire.ts";
import { run, side } from "./traces.ts";

const SERVICES = { "10.0.0.2": "probe", "10.0.0.3": "nginx", "10.0.0.4": "app", "10.0.0.5": "mock-llm" };

function tapOf(talks: readonly Talk[]): Tap {
  const file = join(mkdtempSync(join(tmpdir(), "lab-")), "side.pcap");
  writeFileSync(file, pcapOf(talks.flatMap(({ packets }) => packets)));
  return { stop: () => Promise.resolve({ files: [file], services: SERVICES, dropped: 0 }) };
}

const user = (name: string): { body: string } => ({ body: `{"model":"mock","user":"${name}"}` });
const chain = (name: string, atReader: readonly number[]): Talk[] => [
  talk("reader", "outer", atReader, user(name)),
  talk("outer", "inner", later(PACED, 0.4), user(name)),
  talk("inner", "model", PACED, user(name)),
];
const trace = (shape: "held" | "streamed") => side("broken", { shape }, [run()]);

test("the hops of each run's reader come into its trace", async () => {
  const { traces } = await withHops(
    tapOf([...chain("r1:reader", together(PACED, 2501)), ...chain("r2:reader", PACED)]),
    [trace("held")],
    0,
  );
  const chains = Object.values(traces[0]!.runs[0]!.hops ?? {});
  expect(chains.map(({ hops }) => hops.map(({ hop, why }) => `${hop} ${why}`))).toEqual([
    ["nginx to-the-end", "app at-once"],
  ]);
});

test("a layer that is seen to hold agrees with a broken side, and contradicts a cured one", async () => {
  const held = tapOf(chain("r1:reader", together(PACED, 2501)));
  const verdict = async (shape: "held" | "streamed", layer: string) =>
    hopsVerdictOf((await withHops(held, [trace(shape)], 0)).traces[0]!, layer, []);
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
  const { traces } = await withHops(tapOf(chain("r9:reader", PACED)), [trace("held")], 0);
  expect(traces[0]!.runs[0]!.hops).toEqual({});
  expect(hopsVerdictOf(traces[0]!, "nginx", [])).toMatchObject({ agrees: null });
});

test("a tap that failed is told, and is no fault of the side", async () => {
  const tap: Tap = {
    stop: () => Promise.reject(new LabError("rig_failed", "the tap does not listen", { observed: "no permission" })),
  };
  const { traces } = await withHops(tap, [trace("held")], 0);
  expect(traces[0]).toMatchObject({ error: null, hopsMissing: "the tap does not listen (no permission)" });
  expect(hopsVerdictOf(traces[0]!, "nginx", [])).toBeUndefined();
});

test("without a tap a trace is as it was", async () => {
  const before = [trace("held")];
  expect(await withHops(null, before, 0)).toEqual({ traces: before, files: [] });
});
