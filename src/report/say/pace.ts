import { meanGapMs } from "../../model/pace.ts";
import type { Scenario } from "../../model/scenario.ts";
import type { SideTrace } from "../../model/trace.ts";
import { sayBytes, sayCount, sayMs } from "../../model/say.ts";
import { groupBy } from "../group.ts";

/** With more different answers than this nobody reads a list of them. */
const MANY_GROUPS = 6;

/** What the model was told, in words: `24 tokens, 75 ms apart, 185 B events`; readers that it is told something else for are named. */
export function sayPace({ side, runs }: SideTrace): string {
  const logs = runs.flatMap((run) => run.sendLog ?? []);
  if (runs.length > 0 && logs.length === 0) return "what was sent is unknown";
  const sizes = logs.flatMap((log) => log.generations.flatMap(({ tokens }) => tokens.map(({ bytes }) => bytes)));
  const own = Object.entries(side.readers).filter(
    ([, { scenario }]) => JSON.stringify(scenario) !== JSON.stringify(side.scenario),
  );
  const groups = groupBy(own, ([, { scenario }]) => sayScenario(scenario, []));
  const others =
    groups.size > MANY_GROUPS
      ? [sayRanges(own.map(([, { scenario }]) => scenario))]
      : [...groups].map(([text, group]) => `${group.map(([name]) => name).join(", ")}: ${text}`);
  if (groups.size > MANY_GROUPS && own.length === Object.keys(side.readers).length) return others.join();
  return [sayScenario(side.scenario, others.length === 0 ? sizes : []), ...others].join("; ");
}

/** Many readers, each with an answer of its own: `100 readers: 8 to 32 tokens, 30 to 70 ms apart, the first after 60 to 600 ms`. */
function sayRanges(scenarios: readonly Scenario[]): string {
  const firsts = scenarios.map(({ ttftMs }) => ttftMs);
  const gaps = scenarios.map(({ gapMs }) => meanGapMs(gapMs));
  const size = saySize(scenarios[0]?.eventBytes, []);
  return [
    `${scenarios.length} readers: ${sayRange(
      scenarios.map(({ tokens }) => tokens),
      String,
    )} tokens`,
    `${sayRange(gaps, sayMs)} apart`,
    `the first after ${sayRange(firsts, sayMs)}`,
    ...(size === null ? [] : [`${size} events`]),
  ].join(", ");
}

function sayRange(values: readonly number[], say: (value: number) => string): string {
  const [min, max] = [Math.min(...values), Math.max(...values)];
  return min === max ? say(min) : `${say(min)} to ${say(max)}`;
}

/** @param sizes of the events as they were sent; none: only a size that was asked for is known */
function sayScenario(scenario: Scenario, sizes: readonly number[]): string {
  const size = saySize(scenario.eventBytes, sizes);
  return [
    sayCount(scenario.tokens, "token"),
    ...(scenario.releaseEvery > 1 ? [`${scenario.releaseEvery} at a time`] : []),
    sayGap(scenario.gapMs),
    ...(scenario.ttftMs > 0 ? [`the first after ${sayMs(scenario.ttftMs)}`] : []),
    ...scenario.stalls.map((stall) => `${sayMs(stall.ms)} of silence before token ${stall.beforeToken}`),
    ...(size === null ? [] : [`${size} events`]),
  ].join(", ");
}

function saySize(asked: Scenario["eventBytes"], sizes: readonly number[]): string | null {
  if (Array.isArray(asked)) return asked.length > 4 ? `${asked.length} sizes of` : asked.map(sayBytes).join(", ");
  const meanBytes = sizes.length === 0 ? asked : sizes.reduce((sum, each) => sum + each, 0) / sizes.length;
  return meanBytes === undefined ? null : sayBytes(meanBytes);
}

function sayGap(gap: Scenario["gapMs"]): string {
  if (typeof gap === "number") return gap === 0 ? "as fast as it goes" : `${sayMs(gap)} apart`;
  if (!Array.isArray(gap)) return `${gap.distribution} gaps of ${sayMs(gap.meanMs)} on average`;
  return gap.length > 4 ? `${gap.length} gaps in turn` : `gaps of ${gap.map(sayMs).join(", ")} in turn`;
}
