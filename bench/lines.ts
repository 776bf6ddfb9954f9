import { benchChains } from "./chains.ts";
import { benchClock } from "./clock.ts";
import { spread, watchSteal } from "./lab.ts";
import { benchEmission } from "./mock-emission.ts";
import { benchPathHold } from "./path-hold.ts";
import { benchProbeStamp } from "./probe-stamp.ts";
import { benchTapCost } from "./tap-cost.ts";
import { benchTapWall } from "./tap-wall.ts";
import { benchWall } from "./wall.ts";

/** No rule was tuned on these; the dozen of `npm test` begins at 20001. */
const FIRST_SEED = 31_001;
const CHAINS = 200;

/** One line of the table in README.md: what was measured, what is to be reached, `min / median / max` of the runs, worst steal. */
export type Line = readonly [what: string, goal: string, measured: string, steal: number];

interface Row {
  readonly steal: number;
}

const worstSteal = (rows: readonly Row[]): number => Math.max(...rows.map((row) => row.steal));

/** `min / median / max` of one value of each row. */
function spreadOf<R>(rows: readonly R[], value: (row: R) => number, digits: number): string {
  return spread(rows.map(value), digits);
}

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
    const p99 = (mock: string): string => spreadOf(of(mock), (row) => row.p99Ms, 2);
    const what = `emission error p99, ${streams} ${streams === 1 ? "stream" : "streams"} of 20 tokens/s`;
    return [what, goal, `${p99("node")} ms, C: ${p99("c")}`, worstSteal(of("node"))];
  });
}

async function stampLines(): Promise<Line[]> {
  const rows = await benchProbeStamp();
  const of = (reader: string) => rows.filter((row) => row.reader === reader);
  return (["p50Ms", "p99Ms"] as const).map((key, index) => {
    const [probe, raw] = ["probe", "raw"].map((reader) => spreadOf(of(reader), (row) => row[key], 2));
    const what = `reader's stamp against the packet's, ${key.slice(0, 3)}`;
    return [what, `raw reader + ${[0.1, 0.3][index]} ms`, `${probe} ms, raw: ${raw}`, worstSteal(rows)];
  });
}

async function pathLines(): Promise<Line[]> {
  const clock = await benchClock();
  const hold = await benchPathHold();
  const apart = spreadOf(clock, (row) => Math.abs(row.offsetUs) / 1000, 4);
  const [p50, p99] = (["p50Ms", "p99Ms"] as const).map((key) => spreadOf(hold, (row) => row[key], 2));
  return [
    ["clock difference between two containers", "0.05 ms", `${apart} ms`, worstSteal(clock)],
    ["hold of probe > nginx > app > mock, p50", "2 ms", `${p50} ms`, worstSteal(hold)],
    ["the same, p99", "6 ms", `${p99} ms`, worstSteal(hold)],
  ];
}

function wallLines(): Line[] {
  const rows = benchWall();
  const line = (what: string, goal: string, measured: (typeof rows)[number]["what"]): Line => {
    const of = rows.filter((row) => row.what === measured);
    return [what, goal, `${spreadOf(of, (row) => row.seconds, 1)} s`, worstSteal(rows)];
  };
  return [
    line("`npm run experiment nginx-buffering`, wall clock", "8 s", "experiment"),
    line("the first time, with the controls", "14 s", "experiment, first time"),
    line("`./setup`, nothing to do", "2 s", "setup, nothing to do"),
  ];
}

async function tapLines(): Promise<Line[]> {
  const rows = await benchTapCost();
  const wall = benchTapWall();
  const steal = worstSteal(rows);
  const added = spreadOf(rows, (row) => row.withMs - row.withoutMs, 3);
  const longer = spreadOf(wall, (row) => row.withSeconds - row.withoutSeconds, 2);
  const dropped = rows.reduce((sum, row) => sum + row.dropped, 0);
  return [
    ["a tap adds to the hold p50 of a token", "0.05 ms, median", `${added} ms`, steal],
    ["a tap's CPU time while a stream runs", "1 % of a core", `${spreadOf(rows, (row) => row.cpu * 100, 2)} %`, steal],
    ["packets that its kernel dropped, all streams", "0", `${dropped}`, steal],
    ["analysis of a side's capture", "10 ms", `${spreadOf(rows, (row) => row.analysisMs, 1)} ms`, steal],
    ["taps add to `./lab run nginx-buffering`", "0.3 s, median", `${longer} s`, worstSteal(wall)],
  ];
}

/** Last, because it moves the folder of results (LAB_RESULTS). */
async function chainLines(): Promise<Line[]> {
  const steal = watchSteal();
  const tally = await benchChains(Array.from({ length: CHAINS }, (_, index) => FIRST_SEED + index));
  const { chains, none, sides, guilty, silent, wrong } = tally;
  const what = `random chains, seeds ${FIRST_SEED} to ${FIRST_SEED + CHAINS - 1}`;
  const named = (((guilty - silent) / Math.max(1, guilty)) * 100).toFixed(1);
  const stolen = steal();
  return [
    [`${what}: sides in which an innocent hop is named`, "0", `${wrong} of ${sides}`, stolen],
    ["sides with a guilty hop in which one is named", "99 %", `${named} % of ${guilty}`, stolen],
    ["chains that could not be measured", "0", `${none} of ${chains}`, stolen],
  ];
}

/** What `npm run bench` measures, in this order. */
export const MEASURED: readonly (() => Line[] | Promise<Line[]>)[] = [
  emissionLines,
  stampLines,
  pathLines,
  wallLines,
  tapLines,
  chainLines,
];
