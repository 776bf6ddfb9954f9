import { validateHeaderName, validateHeaderValue } from "node:http";
import { eventBytesMinimum } from "./encode/encoder.ts";
import type { Scenario } from "./scenario.ts";
import type { Dialect } from "./words.ts";

/** What is wrong with a scenario beyond its schema: where, observed against limit, what to do. */
export interface ScenarioProblem {
  /** The field: `eventBytes`, `stalls.0.beforeToken`. */
  readonly path: string;
  readonly message: string;
  readonly hint: string;
}

/** What a slow reader leaves behind is kept in the mock's memory, so one answer is bounded. */
const BODY_LIMIT_BYTES = 64 * 1024 * 1024;
/** Headers that follow from other fields. */
const MOCKS_HEADERS = ["content-type", "content-length", "transfer-encoding", "connection"];

/**
 * What no schema can say of a scenario: fields that contradict each other, and sizes that cannot be. Rules, CLI and mock all ask here, so
 * that a mistake is told before any container stands, and with the same numbers everywhere.
 * @param runId only for a run whose id is longer than those that the pipeline gives (eventBytesMinimum)
 * @returns all problems, in the order of the fields; none: the mock can send it
 */
export function scenarioProblems(scenario: Scenario, dialect: Dialect, runId?: string): ScenarioProblem[] {
  return [
    ...textProblems(scenario),
    ...placeProblems(scenario),
    ...headerProblems(scenario),
    ...(dialect === "openai" || scenario.format === "sse"
      ? sizeProblems(scenario, eventBytesMinimum(scenario, dialect, runId))
      : [problem("format", `${scenario.format}, but ${dialect} has only sse`, "leave it out, or take dialect openai")]),
  ];
}

function problem(path: string, message: string, hint: string): ScenarioProblem {
  return { path, message, hint };
}

function textProblems({ text }: Scenario): ScenarioProblem[] {
  if (text === undefined || /[^ \t\r\n]/u.test(text)) return [];
  return [problem("text", "has no word", "give at least one word, or leave it out")];
}

/** Tokens that are named, but are not in the answer. */
function placeProblems({ tokens, stalls, cut }: Scenario): ScenarioProblem[] {
  const named = stalls.map((stall, index) => ({ path: `stalls.${index}.beforeToken`, token: stall.beforeToken }));
  if (cut !== undefined) named.push({ path: "cut.afterToken", token: cut.afterToken });
  return named
    .filter(({ token }) => token > tokens)
    .map(({ path, token }) =>
      problem(path, `${token}, but the answer has ${tokens} tokens`, `name a token up to ${tokens}, or raise tokens`),
    );
}

function headerProblems({ headers, contentType }: Scenario): ScenarioProblem[] {
  const problems = Object.entries(headers).flatMap(([name, value]) => {
    if (MOCKS_HEADERS.includes(name.toLowerCase()))
      return [problem(`headers.${name}`, "belongs to the mock", "use the fields framing and contentType")];
    if (!isHeader(name, value))
      return [problem(`headers.${name}`, "is not a valid header", "see RFC 9110 5.1 and 5.5")];
    return [];
  });
  if (contentType !== undefined && !isHeader("content-type", contentType))
    problems.push(problem("contentType", "is not a valid header value", "see RFC 9110 5.5"));
  return problems;
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

/** @param minimum the smallest size that every event can be padded to */
function sizeProblems({ tokens, eventBytes }: Scenario, minimum: number): ScenarioProblem[] {
  const sizes = eventBytes === undefined ? [] : Array.isArray(eventBytes) ? eventBytes : [eventBytes];
  const problems = sizes.flatMap((size, index) => {
    if (size >= minimum) return [];
    const path = Array.isArray(eventBytes) ? `eventBytes.${index}` : "eventBytes";
    return [
      problem(
        path,
        `${size}, but the longest event of this run needs ${minimum}`,
        `set it to ${minimum} or more, or leave it out`,
      ),
    ];
  });
  const meanBytes = sizes.length === 0 ? minimum : sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  const bytes = Math.round(tokens * meanBytes);
  if (bytes > BODY_LIMIT_BYTES)
    problems.push(
      problem(
        "tokens",
        `${tokens} events make ${bytes} bytes, the limit is ${BODY_LIMIT_BYTES}`,
        "take fewer tokens or smaller events",
      ),
    );
  return problems;
}
