import { quantile } from "simple-statistics";
import { loadExperiment } from "../src/catalog/experiments.ts";
import { loadLayers } from "../src/catalog/layers.ts";
import { resolveSides } from "../src/catalog/resolve.ts";
import { runMetrics } from "../src/metrics/index.ts";
import { measure } from "../src/measure/measure.ts";
import { startSide } from "../src/stack/stack.ts";
import { watchSteal } from "./lab.ts";

const RUNS = 5;
const NEVER = new AbortController().signal;

/** Hold of each token of one run through probe > nginx > app > mock, all streaming. */
export interface HoldRow {
  readonly run: number;
  readonly tokens: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly steal: number;
}

/** What the whole fixed path adds to a token: the fixed side of nginx-buffering with 160 tokens at 20/s, five runs on one stack. */
export async function benchPathHold(report: (row: HoldRow) => void = () => {}): Promise<HoldRow[]> {
  const layers = loadLayers();
  const sides = resolveSides(await loadExperiment("nginx-buffering"), layers, { tokens: 160, gapMs: 50 });
  const fixed = sides.find((side) => side.name === "fixed")!;
  const rows: HoldRow[] = [];
  for (let run = 1; run <= RUNS; run++) {
    await using running = await startSide(fixed, layers, { run: `bench${process.pid}`, keep: false });
    const steal = watchSteal();
    const { sentMs, arrivedMs } = runMetrics(await measure(running, fixed, "paced", null, NEVER), fixed).readers
      .reader!;
    const holds = arrivedMs.map((arrived, index) => arrived - sentMs[index]!);
    rows.push({ run, tokens: holds.length, p50Ms: quantile(holds, 0.5), p99Ms: quantile(holds, 0.99), steal: steal() });
    report(rows.at(-1)!);
  }
  return rows;
}

if (import.meta.main) {
  console.log("run  tokens  hold p50  p99 ms  steal");
  await benchPathHold(({ run, tokens, p50Ms, p99Ms, steal }) =>
    console.log(
      `${run}    ${tokens}     ${p50Ms.toFixed(2)}      ${p99Ms.toFixed(2)}    ${(steal * 100).toFixed(1)} %`,
    ),
  );
}
