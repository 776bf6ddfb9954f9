import { validateHeaderName, validateHeaderValue } from "node:http";
import { Scenario } from "../../../src/model/scenario.ts";
import { parseWith, RequestError } from "./errors.ts";
import { minimumEventBytes } from "./events.ts";

/** What a slow reader leaves behind is kept in memory, so one answer is bounded. */
const BODY_LIMIT_BYTES = 64 * 1024 * 1024;
const OWN_HEADERS = ["content-type", "content-length", "transfer-encoding", "connection"];

/**
 * A scenario from untrusted JSON: the schema, and what no schema can say (fields that contradict each other).
 * @throws RequestError 400 with path, observed value and limit
 */
export function parseScenario(input: unknown, runId: string): Scenario {
  const scenario = parseWith(Scenario, input, "every field is described in src/model/scenario.ts; {} is the default");
  const fail = (path: string, message: string, hint: string): never => {
    throw new RequestError(400, `${path}: ${message}`, { path, hint });
  };
  if (scenario.text.trim() === "") fail("text", "has no word", "give at least one word, or leave it out");
  scenario.stalls.forEach(({ beforeToken }, index) => {
    if (beforeToken > scenario.tokens)
      fail(
        `stalls.${index}.beforeToken`,
        `${beforeToken}, but the answer has ${scenario.tokens} tokens`,
        "name a token of the answer",
      );
  });
  if (scenario.cut !== undefined && scenario.cut.afterToken > scenario.tokens)
    fail(
      "cut.afterToken",
      `${scenario.cut.afterToken}, but the answer has ${scenario.tokens} tokens`,
      "cut at a token of the answer",
    );
  for (const [name, value] of Object.entries(scenario.headers)) {
    if (OWN_HEADERS.includes(name.toLowerCase()))
      fail(`headers.${name}`, "belongs to the mock", "use the fields framing and contentType");
    if (!isHeader(name, value)) fail(`headers.${name}`, "is not a valid header", "see RFC 9110 5.1 and 5.5");
  }
  if (scenario.contentType !== undefined && !isHeader("content-type", scenario.contentType))
    fail("contentType", "is not a valid header value", "see RFC 9110 5.5");
  checkSize(scenario, runId, fail);
  return scenario;
}

function checkSize(
  scenario: Scenario,
  runId: string,
  fail: (path: string, message: string, hint: string) => never,
): void {
  const minimum = minimumEventBytes(scenario, runId);
  const { eventBytes, tokens } = scenario;
  if (eventBytes !== undefined && eventBytes < minimum)
    fail(
      "eventBytes",
      `${eventBytes}, but the longest event of this run needs ${minimum}`,
      `set it to ${minimum} or more, or leave it out`,
    );
  const bytes = tokens * (eventBytes ?? minimum);
  if (bytes > BODY_LIMIT_BYTES)
    fail(
      "tokens",
      `${tokens} events make ${bytes} bytes, the limit is ${BODY_LIMIT_BYTES}`,
      "take fewer tokens or smaller events",
    );
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
