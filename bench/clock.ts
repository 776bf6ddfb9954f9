import { execFileSync } from "node:child_process";
import { mean } from "simple-statistics";
import { addressOf, compile, runBeside, describeCpu, spread, watchCpu, withLab } from "./lab.ts";
import type { CpuUse } from "./lab.ts";

const RUNS = 5;
const ROUNDS = 5000;
/** Offsets are taken from the fastest rounds: the less a round lasted, the less its two ways can differ. */
const FASTEST = 100;
const PORT = "9999";

/** One run of ping-pong between two containers. */
export interface ClockRow extends CpuUse {
  readonly run: number;
  /** Mean offset over the fastest rounds, the mock's side minus the probe's side, µs. */
  readonly offsetUs: number;
  /** Fastest and median round trip, µs; the offset cannot be known better than half of the fastest. */
  readonly fastestUs: number;
  readonly medianUs: number;
  /** Probe and mock live in one time namespace (time_namespaces(7)), so CLOCK_MONOTONIC is one clock for both. */
  readonly sameTimeNamespace: boolean;
}

/** Difference of CLOCK_MONOTONIC between a container beside the probe and one beside the mock LLM. Five runs of a second. Needs gcc. */
export async function benchClock(report: (row: ClockRow) => void = () => {}): Promise<ClockRow[]> {
  const program = compile("clock");
  return withLab(async (lab) => {
    const [first, second] = [lab.probe, lab.mock].map(timeNamespace);
    const pong = runBeside(lab.mock, program, ["pong", PORT]);
    await pong.firstLine;
    const rows: ClockRow[] = [];
    for (let run = 1; run <= RUNS; run++) {
      const cpu = watchCpu();
      const ping = runBeside(lab.probe, program, ["ping", addressOf(lab.mock), PORT, String(ROUNDS)]);
      const rounds = (await ping.lines).map((line) => line.split(" ").map((ns) => Number(ns) / 1000));
      rounds.sort((a, b) => a[0]! - b[0]!);
      const row = {
        ...{ run, fastestUs: rounds[0]![0]!, medianUs: rounds[ROUNDS / 2]![0]! },
        offsetUs: mean(rounds.slice(0, FASTEST).map((round) => round[1]!)),
        ...{ sameTimeNamespace: first === second, ...cpu() },
      };
      rows.push(row);
      report(row);
    }
    pong.stop();
    await pong.lines.catch(() => {}); // It knows no other end than the signal.
    return rows;
  });
}

function timeNamespace(container: string): string {
  return execFileSync("docker", ["exec", container, "readlink", "/proc/self/ns/time"], { encoding: "utf8" }).trim();
}

if (import.meta.main) {
  console.log("run  offset  fastest  median us  same time namespace");
  const rows = await benchClock((row) => {
    const numbers = [row.offsetUs, row.fastestUs, row.medianUs].map((value) => value.toFixed(1).padStart(7));
    console.log(`${row.run}  ${numbers.join("  ")}     ${row.sameTimeNamespace}                ${describeCpu(row)}`);
  });
  console.log(
    `offset ${spread(
      rows.map((row) => row.offsetUs),
      1,
    )} us (min / median / max of ${rows.length} runs)`,
  );
}
