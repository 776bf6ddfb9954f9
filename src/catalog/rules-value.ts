import { validateHeaderName } from "node:http";
import type { Expectation, Range } from "../model/expectation.ts";

/** What is never below zero and always known: `min: 0` is true of every run. Of the others it says that the thing happened at all. */
const ALWAYS = ["tokens", "bodyBytes", "foreignBytes", "undelivered", "tokensForNobody", "endedMs"];
/** As the mock, which is a server of HTTP/1, reports it. */
const HTTP_VERSIONS = ["1.0", "1.1"];

/** What is wrong with each value of an expectation by itself: it says nothing, nothing can have it, or everything has. */
export function valueProblems(expect: Expectation): string[] {
  return [...partProblems(expect, "expect"), ...headerNameProblems(expect), ...countProblems(expect)];
}

/** Empty parts, and ranges that none or all are within; `at` is the field's place. */
function partProblems(node: unknown, at: string): string[] {
  if (typeof node !== "object" || node === null) return [];
  const parts = Object.entries(node).filter(([, value]) => value !== undefined);
  if (parts.length === 0) return [`${at} is empty: it expects nothing`];
  const isRange = parts.every(([key, value]) => (key === "min" || key === "max") && typeof value === "number");
  if (isRange) return rangeProblems(node, at);
  return parts.flatMap(([key, value]) => partProblems(value, `${at}.${key}`));
}

function rangeProblems({ min, max }: Range, at: string): string[] {
  const strange = [min, max].find((bound) => bound !== undefined && !(Number.isFinite(bound) && bound >= 0));
  if (strange !== undefined) return [`${at}: ${strange} is no bound; bounds are finite, from 0 on`];
  if ((min ?? 0) > (max ?? Infinity)) return [`${at}: no number is from ${min} to ${max}`];
  const always = ALWAYS.includes(at.split(".").at(-1)!) && (min ?? 0) === 0 && max === undefined;
  return always ? [`${at}: min 0 is true of every run, so it cannot fail`] : [];
}

/** A header that cannot exist is never there, and `null` would always be right. */
function headerNameProblems(expect: Expectation): string[] {
  const each = [expect, ...Object.values(expect.readers ?? {}), ...(expect.crowd ?? [])];
  const names = [expect.requestHeaders, ...each.map((one) => one.responseHeaders)].flatMap((own) =>
    Object.keys(own ?? {}),
  );
  return names
    .filter((name) => !isHeaderName(name))
    .map((name) => `expectation of the header "${name}", which is no name`);
}

function isHeaderName(name: string): boolean {
  try {
    validateHeaderName(name);
    return true;
  } catch {
    return false;
  }
}

function countProblems({ requests, generations, requestHttpVersion: version }: Expectation): string[] {
  const strange = Object.entries({ requests, generations }).filter(
    ([, count]) => count !== undefined && !(Number.isInteger(count) && count >= 0),
  );
  return [
    ...strange.map(([what, count]) => `expect.${what}: ${count} is no count`),
    ...(version === undefined || HTTP_VERSIONS.includes(version)
      ? []
      : [
          `expect.requestHttpVersion: ${version} is no version that the mock is asked with (${HTTP_VERSIONS.join(", ")})`,
        ]),
    ...((generations ?? 0) > (requests ?? Infinity)
      ? [`expect.generations: ${generations} answers to ${requests} requests; each needs a request of its own`]
      : []),
  ];
}
