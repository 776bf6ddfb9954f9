import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, quantile } from "simple-statistics";
import { loadExperiment } from "../src/catalog/experiments.ts";
import { loadLayers } from "../src/catalog/layers.ts";
import { resolveSides } from "../src/catalog/resolve.ts";
import { measure } from "../src/measure/measure.ts";
import { runMetrics } from "../src/metrics/index.ts";
import { bridgeOf, networksOf } from "../src/stack/networks.ts";
import { startSide } from "../src/stack/side.ts";
import { listenTo } from "../src/stack/taps.ts";
import { watchSteal } from "./lab.ts";

const ROUNDS = 9;
const NEVER = new AbortController().signal;

/** Hold p50 of one stream with a tap beside it and of one without, on one standing stack. */
export interface TapRow {
  readonly round: number;
  readonly withoutMs: number;
  readonly withMs: number;
  readonly steal: number;
}

/** What a tap adds to a token: both ways in each round, in changing order, because the rounds themselves drift. */
export async function benchTapCost(report: (row: TapRow) => void = () => {}): Promise<TapRow[]> {
  const layers = loadLayers();
  const sides = resolveSides(await loadExperiment("nginx-buffering"), layers, { tokens: 80, gapMs: 30 });
  const fixed = sides.find((side) => side.name === "fixed")!;
  const run = `bench${process.pid}`;
  await using running = await startSide(fixed, layers, { run, keep: false });
  const project = `lab-${run}-fixed`;
  const bridge = (await networksOf(project)).map(bridgeOf).find((each) => each !== null)!;
  const holdMs = async (): Promise<number> => {
    const { sentMs, arrivedMs } = runMetrics(await measure(running, fixed, "paced", null, NEVER), fixed).readers
      .reader!;
    // the first tokens pay for the connections
    return quantile(
      arrivedMs.slice(3).map((arrived, index) => arrived - sentMs[index + 3]!),
      0.5,
    );
  };
  const withTap = async (): Promise<number> => {
    const folder = mkdtempSync(join(tmpdir(), "lab-bench-"));
    const tap = await listenTo([{ network: "host", device: bridge.device, filter: "tcp" }], 8192, folder);
    try {
      return await holdMs();
    } finally {
      await tap.gone();
      rmSync(folder, { recursive: true });
    }
  };
  const rows: TapRow[] = [];
  await holdMs();
  for (let round = 1; round <= ROUNDS; round++) {
    const steal = watchSteal();
    const first = round % 2 === 0 ? await withTap() : await holdMs();
    const second = round % 2 === 0 ? await holdMs() : await withTap();
    const [withoutMs, withMs] = round % 2 === 0 ? [second, first] : [first, second];
    rows.push({ round, withoutMs, withMs, steal: steal() });
    report(rows.at(-1)!);
  }
  return rows;
}

if (import.meta.main) {
  console.log("round  without  with tap  ms");
  const rows = await benchTapCost(({ round, withoutMs, withMs, steal }) =>
    console.log(`${round}      ${withoutMs.toFixed(3)}    ${withMs.toFixed(3)}    steal ${(steal * 100).toFixed(1)} %`),
  );
  console.log(`difference, median: ${median(rows.map(({ withMs, withoutMs }) => withMs - withoutMs)).toFixed(3)} ms`);
}
