import type { Range } from "../../model/expectation.ts";
import type { Finding, Unit, Value } from "../../model/result.ts";
import { sayBytes, sayCount, sayMs } from "../../model/say.ts";
import { sayBounds } from "./size.ts";

/** Fields of an expectation whose words are not their own name, spelled with spaces and without its unit. */
const WHAT: Record<string, string> = {
  error: "the client's words",
  ttfbMs: "TTFB",
  ttftMs: "TTFT",
  endedMs: "ended at",
  headers: "response head",
  contentEncoding: "content coding",
  responseHeaders: "response header",
  requestHeaders: "request header at the model",
  requestHttpVersion: "HTTP version at the model",
  tokensOf: "whose tokens",
  silenceMs: "longest silence",
  bodyBytes: "body",
  stepBytes: "bytes of a step",
  foreignBytes: "bytes of no model",
  undelivered: "tokens undelivered",
  toldMs: "model told after",
  peakMemoryMb: "peak memory",
  logs: "log",
  "logs.none": "log",
  holdBytes: "bytes held",
  crowd: "readers",
  hops: "hops that hold",
};

/** What a finding is about: `status`, `ended at`, `log of app`, `response header content-type`. */
export function sayWhat({ what, of }: Pick<Finding, "what" | "of">): string {
  const words = WHAT[what] ?? what.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/ ms$/, "");
  if (of === null) return words;
  if (what === "crowd") return `${words} ${of}`;
  return what.endsWith("Headers") ? words.replace("header", `header ${of}`) : `${words} of ${of}`;
}

/** A value with its unit: `1.01 s`, `4.0 KB`, `8 tokens`, `at most 50 ms`, `none`. */
function sayValue(value: Value, unit: Unit): string {
  return say(value, (number) => withNoun(number, unit), unit);
}

/** The same where a label has said what is counted already: `8`. */
export function sayFigure(value: Value, unit: Unit): string {
  return say(value, (number) => inUnit(number, unit), unit);
}

function say(value: Value, number: (value: number) => string, unit: Unit): string {
  if (value === null) return unit === "ms" ? sayMs(null) : "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return number(value);
  return typeof value === "string" ? value : sayRange(value, number);
}

/** A range for people: `at least 3`, `at most 50 ms`, `24`, `1.00 s to 2.00 s`, `any`. */
function sayRange({ min, max }: Range, number: (value: number) => string): string {
  if (min !== undefined && max !== undefined) {
    return number(min) === number(max) ? number(min) : `${number(min)} to ${number(max)}`;
  }
  if (min !== undefined) return `at least ${number(min)}`;
  return max === undefined ? "any" : `at most ${number(max)}`;
}

function withNoun(value: number, unit: Unit): string {
  if (unit === "tokens") return sayCount(value, "token");
  return unit === "readers" ? sayCount(value, "reader") : inUnit(value, unit);
}

function inUnit(value: number, unit: Unit): string {
  if (unit === "ms") return sayMs(value);
  if (unit === "bytes") return sayBytes(value);
  if (unit === "MB") return `${Math.round(value)} MB`;
  return String(Number(value.toFixed(2)));
}

/** A finding in a clause: `shape expected streamed, observed held (paced)`; with `reader` where its name tells something. */
export function sayFinding(finding: Finding, withReader: boolean): string {
  const { reader, proof } = finding;
  const whose = reader !== null && withReader ? `${reader}: ` : "";
  const values = `expected ${sayExpected(finding)}, observed ${sayObserved(finding)}`;
  return `${whose}${sayWhat(finding)} ${values}${proof === null ? "" : ` (${proof})`}`;
}

function sayExpected({ what, unit, expected }: Finding): string {
  const none = what === "logs.none" ? "no line like " : what === "logs" ? "a line like " : "";
  return `${none}${sayValue(expected, unit)}`;
}

/** The bounds of a hold threshold are no range of what was observed: it lies above the lower one (src/verdict, judgeHold). */
function sayObserved({ what, unit, observed }: Finding): string {
  const bounds = what === "holdBytes" && observed !== null && typeof observed === "object" ? observed : null;
  if (bounds?.max !== undefined) return sayBounds({ over: bounds.min ?? null, atMost: bounds.max });
  return sayValue(observed, unit);
}
