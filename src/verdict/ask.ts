import type { Expectation, ReaderExpectation } from "../model/expectation.ts";
import type { Collect } from "../model/running.ts";
import { READER_FIELDS } from "./reader-fields.ts";
import { mapExpected, patternsOf, under } from "./row.ts";
import type { Pattern } from "./row.ts";
import { LOCKSTEP_FIELDS, PACED_FIELDS, WHOLE_FIELDS } from "./side-fields.ts";

/** What must be read off a side's running layers, so that this can be judged; nothing is expected: nothing. */
export function collectFor(expect: Expectation | undefined): Collect {
  const asked = expect === undefined ? [] : everyRow(expect);
  const logLines = asked.flatMap((each) => Object.entries(each.logLines ?? {}));
  return {
    peakMemory: [...new Set(asked.flatMap((each) => each.peakMemory ?? []))],
    logLines: Object.fromEntries(
      logLines.map(([place]) => [place, logLines.flatMap(([other, lines]) => (other === place ? lines : []))]),
    ),
  };
}

function everyRow(expect: Expectation): Partial<Collect>[] {
  const readers = [expect, ...Object.values(expect.readers ?? {}), ...(expect.crowd ?? [])];
  return [
    ...readers.flatMap((each: ReaderExpectation) =>
      mapExpected(READER_FIELDS, each, (row, expected) => [row.collect?.(expected) ?? {}]),
    ),
    ...mapExpected(PACED_FIELDS, expect, (row, expected) => [row.collect?.(expected) ?? {}]),
    ...mapExpected(LOCKSTEP_FIELDS, expect, (row, expected) => [row.collect?.(expected) ?? {}]),
    ...mapExpected(WHOLE_FIELDS, expect, (row, expected) => [row.collect?.(expected) ?? {}]),
  ];
}

/**
 * What is wrong with the regular expressions of an expectation, one sentence each: where, what was written, what to do. One that matches
 * an empty text matches every text, and says nothing. Empty: all are good. The rules of the catalog ask before anything runs.
 */
export function regexProblems(expect: Expectation): string[] {
  return patternsIn(expect).flatMap(({ at, pattern }) => {
    try {
      if (!new RegExp(pattern).test("")) return [];
      return [
        `expect.${at} matches a text with nothing in it: "${pattern}"; write what stands there, or . for any sign`,
      ];
    } catch (error) {
      const why = (error as Error).message.split(": ").at(-1);
      return [
        `expect.${at} is no regular expression: "${pattern}" (${why}); write \\ before a sign that is meant as it stands`,
      ];
    }
  });
}

function patternsIn(expect: Expectation): Pattern[] {
  return [
    ...patternsOf(READER_FIELDS, expect),
    ...Object.entries(expect.readers ?? {}).flatMap(([name, own]) =>
      under(`readers.${name}`, patternsOf(READER_FIELDS, own)),
    ),
    ...patternsOf(PACED_FIELDS, expect),
    ...patternsOf(LOCKSTEP_FIELDS, expect),
    ...patternsOf(WHOLE_FIELDS, expect),
  ];
}
