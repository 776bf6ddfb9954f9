import { readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { benchClock } from "./clock.ts";
import { spread } from "./lab.ts";
import { benchEmission } from "./mock-emission.ts";
import { benchPathHold } from "./path-hold.ts";
import { benchProbeStamp } from "./probe-stamp.ts";
import { benchWall } from "./wall.ts";

/** One line of the table in README.md: what was measured, what is to be reached, `min / median / max` of the runs, worst steal. */
type Line = readonly [what: string, goal: string, measured: string, steal: number];

interface Row {
  readonly steal: number;
}

const worstSteal = (rows: readonly Row[]): number => Math.max(...rows.map((row) => row.steal));

async function emissionLines(): Promise<Line[]> {
  const rows = await benchEmission();
  const goals = new Map([
    [1, "1 ms, C: 1"],
    [100, "1.5 ms, C: 1"],
    [1000, "3 ms, C: 1.5"],
    [2000, "3 ms, C: 2"],
  ]);
  return [...goals].map(([streams, goal]) => {
    const of = (mock: string) => rows.filter((row) => row.streams === streams && row.mock === mock);
    const p99 = (mock: string): string =>
      spread(
        of(mock).map((row) => row.p99Ms),
        2,
      );
    const what = `emission error p99, ${streams} ${streams === 1 ? "stream" : "streams"} of 20 tokens/s`;
    return [what, goal, `${p99("node")} ms, C: ${p99("c")}`, worstSteal(of("node"))];
  });
}

async function stampLines(): Promise<Line[]> {
  const rows = await benchProbeStamp();
  const of = (reader: string) => rows.filter((row) => row.reader === reader);
  return (["p50Ms", "p99Ms"] as const).map((key, index) => {
    const measured = ["probe", "raw"].map((reader) =>
      spread(
        of(reader).map((row) => row[key]),
        2,
      ),
    );
    const what = `reader's stamp against the packet's, ${key.slice(0, 3)}`;
    return [what, `raw reader + ${[0.1, 0.3][index]} ms`, `${measured[0]} ms, raw: ${measured[1]}`, worstSteal(rows)];
  });
}

async function otherLines(): Promise<Line[]> {
  const clock = await benchClock();
  const hold = await benchPathHold();
  const wall = benchWall();
  const seconds = (what: string): Line[2] =>
    `${spread(
      wall.filter((row) => row.what === what).map((row) => row.seconds),
      1,
    )} s`;
  return [
    [
      "clock difference between two containers",
      "0.05 ms",
      `${spread(
        clock.map((row) => Math.abs(row.offsetUs) / 1000),
        4,
      )} ms`,
      worstSteal(clock),
    ],
    [
      "hold of probe > nginx > app > mock, p50",
      "2 ms",
      `${spread(
        hold.map((row) => row.p50Ms),
        2,
      )} ms`,
      worstSteal(hold),
    ],
    [
      "the same, p99",
      "6 ms",
      `${spread(
        hold.map((row) => row.p99Ms),
        2,
      )} ms`,
      worstSteal(hold),
    ],
    ["`npm run experiment nginx-buffering`, wall clock", "8 s", seconds("experiment"), worstSteal(wall)],
    ["the first time, with the controls", "14 s", seconds("experiment, first time"), worstSteal(wall)],
    ["`./setup`, nothing to do", "2 s", seconds("setup, nothing to do"), worstSteal(wall)],
  ];
}

const lines = [...(await emissionLines()), ...(await stampLines()), ...(await otherLines())];
const machine = `${cpus().length} cores (${cpus()[0]?.model.trim() ?? "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`;
const table = [
  `Minimum / median / maximum of several runs by \`npm run bench\` on ${machine}.`,
  "",
  "| what | to reach | measured | worst CPU steal |",
  "|---|---|---|---|",
  ...lines.map(
    ([what, goal, measured, steal]) => `| ${what} | ${goal} | ${measured} | ${(steal * 100).toFixed(1)} % |`,
  ),
  "",
].join("\n");
const readme = new URL("README.md", import.meta.url).pathname;
writeFileSync(readme, readFileSync(readme, "utf8").replace(/(?<=<!-- bench -->\n)[^]*?(?=<!-- \/bench -->)/, table));
console.log(table);
