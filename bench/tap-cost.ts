import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { quantile } from "simple-statistics";
import { loadExperiment } from "../src/catalog/experiments.ts";
import { loadLayers } from "../src/catalog/layers.ts";
import { resolveSides } from "../src/catalog/resolve.ts";
import { hopsOf } from "../src/hops/index.ts";
import { measure } from "../src/measure/measure.ts";
import { runMetrics } from "../src/metrics/index.ts";
import { projectOf } from "../src/model/words.ts";
import { docker } from "../src/stack/engine.ts";
import { OWNER_LABEL } from "../src/stack/labels.ts";
import { bridgeOf, networksOf } from "../src/stack/networks.ts";
import type { Bridge } from "../src/stack/networks.ts";
import { ownerOfThisProcess } from "../src/stack/owner.ts";
import { startSide } from "../src/stack/stack.ts";
import { startTap, TAP_IMAGE } from "../src/stack/tap.ts";
import type { RunningTap } from "../src/stack/tap.ts";
import { spread, watchSteal } from "./lab.ts";

const ROUNDS = 9;
/** As taps.ts has it for a side of an experiment. */
const SNAP_BYTES = 8_192;
const NEVER = new AbortController().signal;

/** One stream with a tap beside it and one without, on one standing stack. */
export interface TapRow {
  readonly round: number;
  /** Hold p50 of a token, ms. */
  readonly withoutMs: number;
  readonly withMs: number;
  /** CPU time of the tap's process while the stream ran, as a share of one core. */
  readonly cpu: number;
  /** Packets that the kernel dropped. */
  readonly dropped: number;
  /** From the capture to the verdicts of its hops. */
  readonly analysisMs: number;
  readonly steal: number;
}

/** What one stream with a tap beside it has cost. */
type Tapped = Pick<TapRow, "withMs" | "cpu" | "dropped" | "analysisMs">;

/** What a tap adds to a token: both ways in each round, in changing order, because the rounds themselves drift. */
export async function benchTapCost(report: (row: TapRow) => void = () => {}): Promise<TapRow[]> {
  const layers = loadLayers();
  const sides = resolveSides(await loadExperiment("nginx-buffering"), layers, { tokens: 80, gapMs: 30 });
  const fixed = sides.find((side) => side.name === "fixed")!;
  const run = `bench${process.pid}`;
  await using running = await startSide(fixed, layers, { run, keep: false });
  const bridge = (await networksOf(projectOf(run))).map(bridgeOf).find((each) => each !== null)!;
  const holdMs = async (): Promise<number> => {
    const metrics = runMetrics(await measure(running, fixed, "paced", null, NEVER), fixed);
    const { sentMs, arrivedMs } = metrics.readers.reader!;
    const holds = arrivedMs.map((arrived, index) => arrived - sentMs[index]!);
    return quantile(holds.slice(3), 0.5); // the first tokens pay for the connections
  };
  const rows: TapRow[] = [];
  await holdMs();
  for (let round = 1; round <= ROUNDS; round++) {
    const steal = watchSteal();
    const before = round % 2 === 0 ? null : await holdMs();
    const tapped = await streamWithTap(bridge, run, holdMs);
    const withoutMs = before ?? (await holdMs());
    rows.push({ round, withoutMs, ...tapped, steal: steal() });
    report(rows.at(-1)!);
  }
  return rows;
}

async function streamWithTap(
  { device, gateways }: Bridge,
  run: string,
  holdMs: () => Promise<number>,
): Promise<Tapped> {
  const folder = mkdtempSync(join(tmpdir(), "lab-bench-"));
  const file = join(folder, "bench.pcap");
  let tap: RunningTap | null = null;
  try {
    const filter = ["tcp", ...gateways.map((address) => `not host ${address}`)].join(" and "); // as a side's tap has it
    tap = await startTap({ network: "host", device, filter, snapBytes: SNAP_BYTES, run, file });
    const [cpuMs, sinceMs] = [await cpuOfTapMs(), performance.now()];
    const withMs = await holdMs();
    const endMs = performance.now();
    const cpu = ((await cpuOfTapMs()) - cpuMs) / (endMs - sinceMs);
    const { dropped } = await tap.stop(endMs);
    return { withMs, cpu, dropped, analysisMs: await analysisMs(file) };
  } finally {
    await tap?.abandon();
    rmSync(folder, { recursive: true });
  }
}

/** CPU time of this process's tap since its start, by its cgroup. */
async function cpuOfTapMs(): Promise<number> {
  const filters = { ancestor: [TAP_IMAGE], label: [`${OWNER_LABEL}=${ownerOfThisProcess()}`] };
  const [tap] = await docker.listContainers({ filters });
  const { cpu_stats } = await docker.getContainer(tap!.Id).stats({ stream: false, "one-shot": true });
  return cpu_stats.cpu_usage.total_usage / 1e6;
}

async function analysisMs(name: string): Promise<number> {
  const sinceMs = performance.now();
  await hopsOf([{ name, source: createReadStream(name) }], (address) => address);
  return performance.now() - sinceMs;
}

if (import.meta.main) {
  const load = (): string => `load ${loadavg()[0]!.toFixed(1)}`;
  console.log("round  hold p50 without, with  tap's CPU  dropped  analysis");
  const rows = await benchTapCost(({ round, withoutMs, withMs, cpu, dropped, analysisMs: analysis, steal }) =>
    console.log(
      `${round}      ${withoutMs.toFixed(3)}  ${withMs.toFixed(3)} ms    ${(cpu * 100).toFixed(2)} %    ${dropped}    ` +
        `${analysis.toFixed(1)} ms   steal ${(steal * 100).toFixed(1)} %  ${load()}`,
    ),
  );
  const added = rows.map((row) => row.withMs - row.withoutMs);
  console.log(`difference, min / median / max: ${spread(added, 3)} ms`);
}
