import type { CrowdExpectation, Range } from "../model/expectation.ts";
import type { ResolvedSide } from "../model/experiment.ts";
import type { RunObservation } from "../model/observation.ts";
import type { RunTrace } from "../model/trace.ts";
import { readerFields, withEnd } from "./implied.ts";
import { judgeReader } from "./reader-fields.ts";
import type { Judged } from "./row.ts";

/** One paced run, as rows look at it: what was seen, and the stamps and readers that it comes from. */
export interface SeenRun {
  readonly run: RunObservation;
  readonly trace: RunTrace;
  readonly readers: ResolvedSide["readers"];
}

/**
 * Judges how many of a crowd see what is expected. The finding counts readers: the range of those that must, against those that do.
 * `of` names who is meant and what they must see: `1-2 shape+tokens`, `all status`. Without a share it is every one who is meant; a rank
 * that nobody has counts as a reader who does not see it.
 */
export function judgeCrowd(seen: SeenRun, crowd: CrowdExpectation): Judged {
  const { rank, share = { min: 1 } } = crowd;
  const fields = readerFields(crowd);
  const meant = rank === undefined ? Object.keys(seen.run.readers).length : rank.to - rank.from + 1;
  const observed = namesOf(seen, crowd).filter((name) =>
    judgeReader(seen.run.readers[name]!, withEnd(fields, seen.readers[name])).every(({ ok }) => ok),
  ).length;
  const expected = readersOf(share, meant);
  const ok = observed >= (expected.min ?? 0) && observed <= (expected.max ?? meant);
  const who = rank === undefined ? "all" : `${rank.from}-${rank.to}`;
  return { of: `${who} ${Object.keys(fields).join("+")}`.trim(), unit: "readers", expected, observed, ok };
}

/**
 * The readers that an entry means: all, or those with a rank in the order in which their first tokens arrived. Who has none comes last, in
 * the order of their start: they were served after all others, if at all.
 */
export function namesOf({ run, trace }: SeenRun, { rank }: CrowdExpectation): string[] {
  const names = Object.keys(run.readers);
  if (rank === undefined) return names;
  const placeOf = (name: string): [number, number] => {
    const record = trace.records[name];
    return [record?.pieces[0]?.atNs ?? Number.MAX_VALUE, record?.startedAtNs ?? Number.MAX_VALUE];
  };
  const inOrder = names.sort((a, b) => {
    const [[firstA, startA], [firstB, startB]] = [placeOf(a), placeOf(b)];
    return firstA - firstB || startA - startB;
  });
  return inOrder.slice(rank.from - 1, rank.to);
}

/** A share of so many readers in whole ones: the fewest whose share is not below it, the most whose share is not above. */
function readersOf(share: Range, readers: number): Range {
  const counts = Array.from({ length: readers + 1 }, (_, count) => count);
  const { min, max } = share;
  return {
    // no count will do where the share is above 1: one more than there are says so
    ...(min === undefined ? {} : { min: counts.find((count) => count / readers >= min) ?? readers + 1 }),
    ...(max === undefined ? {} : { max: counts.findLast((count) => count / readers <= max) ?? -1 }),
  };
}
