import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { watchSteal } from "./lab.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const RUNS = 5;

/** Wall clock of one command, as a person waits for it. */
export interface WallRow {
  readonly what: "experiment" | "experiment, first time" | "setup, nothing to do";
  readonly seconds: number;
  readonly steal: number;
}

/** `npm run experiment nginx-buffering` with and without the controls, and `./setup` with nothing to do; five runs each. */
export function benchWall(report: (row: WallRow) => void = () => {}): WallRow[] {
  // what a pull has left to do is not what is measured
  execFileSync("./setup", { cwd: ROOT, stdio: "ignore" });
  const rows: WallRow[] = [];
  for (let run = 1; run <= RUNS; run++) {
    rmSync(`${ROOT}.cache/controls`, { recursive: true, force: true });
    for (const what of ["experiment, first time", "experiment", "setup, nothing to do"] as const) {
      const command = what.startsWith("setup") ? ["./setup"] : ["npm", "run", "-s", "experiment", "nginx-buffering"];
      const [steal, since] = [watchSteal(), performance.now()];
      execFileSync(command[0]!, command.slice(1), { cwd: ROOT, stdio: "ignore" });
      rows.push({ what, seconds: (performance.now() - since) / 1000, steal: steal() });
      report(rows.at(-1)!);
    }
  }
  return rows;
}

if (import.meta.main) {
  benchWall(({ what, seconds, steal }) =>
    console.log(`${what}  ${seconds.toFixed(2)} s  steal ${(steal * 100).toFixed(1)} %`),
  );
}
