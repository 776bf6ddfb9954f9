import { createParser } from "eventsource-parser";
import type { ReadPlan } from "../src/model/reader.ts";

/** What is found in whole lines. */
export interface Findings {
  /** The data of one event, or one NDJSON line. */
  data(data: string): void;
  /** Format `text`: token `seq`. */
  bare(text: string, seq: number): void;
  comment(): void;
  /** A line that the format does not know, without its end. */
  foreign(line: string): void;
}

/** How a body is cut into lines, and what they hold. */
export interface LineFormat {
  /** What ends a line, at the least. */
  readonly lineEnds: readonly string[];
  /** Takes whole lines, their ends included. */
  feed(lines: string): void;
  /** True if `text` can be the beginning of a line of this format. */
  mayBegin(text: string): boolean;
}

/** The parser of one body. */
export function lineFormat(format: ReadPlan["format"], findings: Findings): LineFormat {
  switch (format) {
    case "sse":
      return eventStream(findings);
    case "ndjson":
      return {
        lineEnds: ["\n"],
        feed: (text) => fullLines(text).forEach(findings.data),
        mayBegin: (text) => /^\s*(\{|$)/.test(text),
      };
    case "text":
      return bareTokens(findings);
  }
}

/** Names of an event stream's fields (WHATWG HTML 9.2.6); a line that begins with a colon is a comment. */
const FIELDS = ["event", "data", "id", "retry"];

/** It gets whole lines only: of a line in parts that cannot become a field, the parser would forget the rest without telling. */
function eventStream(findings: Findings): LineFormat {
  const parser = createParser({
    onEvent: ({ data }) => findings.data(data),
    onComment: () => findings.comment(),
    onError: ({ type, line = "" }) => {
      if (type === "unknown-field") findings.foreign(line);
    },
  });
  const mayBegin = (text: string): boolean => {
    const [name = "", ...value] = text.split(":");
    return value.length > 0 ? name === "" || FIELDS.includes(name) : FIELDS.some((field) => field.startsWith(name));
  };
  return { lineEnds: ["\n", "\r"], feed: (text) => parser.feed(text), mayBegin };
}

/** Format `text`: line n is token n, a word; padding is cut off, and the space between words put back. */
function bareTokens(findings: Findings): LineFormat {
  let seq = 0;
  const feed = (text: string): void => {
    for (const line of fullLines(text)) {
      seq++;
      findings.bare((seq === 1 ? "" : " ") + line.trim(), seq);
    }
  };
  return { lineEnds: ["\n"], feed, mayBegin: () => true };
}

/** Lines that are not empty. By newline alone: JSON may hold U+2028 as it is. */
function fullLines(text: string): string[] {
  return text.split("\n").filter((line) => line.trim() !== "");
}
