import { execFileSync } from "node:child_process";
import { loadavg } from "node:os";
import { spread, watchSteal } from "./lab.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const ROUNDS = 5;

/** Wall clock of an experiment with and without taps. */
export interface TapWallRow {
  readonly round: number;
  readonly withoutSeconds: number;
  readonly withSeconds: number;
  readonly steal: number;
}

/** `./lab run nginx-buffering` both ways in each round, in changing order; once before, so that the controls have passed. */
export function benchTapWall(report: (row: TapWallRow) => void = () => {}): TapWallRow[] {
  const seconds = (flags: readonly string[]): number => {
    const sinceMs = performance.now();
    execFileSync("./lab", ["run", "nginx-buffering", ...flags], { cwd: ROOT, stdio: "ignore" });
    return (performance.now() - sinceMs) / 1000;
  };
  const rows: TapWallRow[] = [];
  seconds([]);
  for (let round = 1; round <= ROUNDS; round++) {
    const steal = watchSteal();
    const before = round % 2 === 0 ? null : seconds(["--no-tap"]);
    const withSeconds = seconds([]);
    const withoutSeconds = before ?? seconds(["--no-tap"]);
    rows.push({ round, withoutSeconds, withSeconds, steal: steal() });
    report(rows.at(-1)!);
  }
  return rows;
}

if (import.meta.main) {
  const load = (): string => `load ${loadavg()[0]!.toFixed(1)}`;
  console.log("round  without, with taps");
  const wall = benchTapWall(({ round, withoutSeconds, withSeconds, steal }) =>
    console.log(
      `${round}      ${withoutSeconds.toFixed(2)}  ${withSeconds.toFixed(2)} s   steal ${(steal * 100).toFixed(1)} %  ${load()}`,
    ),
  );
  const added = wall.map((row) => row.withSeconds - row.withoutSeconds);
  console.log(`difference, min / median / max: ${spread(added, 2)} s`);
}
