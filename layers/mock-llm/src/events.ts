import type { Scenario } from "../../../src/model/scenario.ts";
import { tokenTexts } from "../../../src/model/text.ts";
import { tokensSent } from "./schedule.ts";

/** Token counts as OpenAI reports them. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/** The answer as bytes of the body, event by event. */
export interface Encoder {
  /** The event of token `seq`, its blank line included. */
  token(seq: number): Buffer;
  /** What follows the last token: the usage event if it was asked for, then the end marker of the format. */
  tail(usage: Usage | null): Buffer;
}

/** Longest generation number that an id can carry (runs.ts refuses more), so that a minimum size holds for all of a run. */
const LONGEST_GENERATION = 9999;

/** `Content-Type` of a format. */
export const CONTENT_TYPES: Record<Scenario["format"], string> = {
  sse: "text/event-stream",
  ndjson: "application/x-ndjson",
  text: "text/plain; charset=utf-8",
};

/**
 * Encodes one answer. One token is one event, and the last token carries `finish_reason` itself: events and tokens stay the same number.
 * `id` is `chatcmpl-<run>.<generation>`; `createdS` is Unix time in seconds.
 */
export function createEncoder(scenario: Scenario, id: string, createdS: number): Encoder {
  const frame = framing(scenario.format);
  const tokenText = tokenTexts(scenario.text);
  const head = `{"id":${JSON.stringify(id)},"object":"chat.completion.chunk","created":${createdS},"model":"mock-llm"`;
  const json = (seq: number): string => {
    const finish = seq === scenario.tokens ? '"stop"' : "null";
    const delta = `{"content":${JSON.stringify(tokenText(seq))}}`;
    return `${head},"seq":${seq},"choices":[{"index":0,"delta":${delta},"finish_reason":${finish}}]}`;
  };
  /** `build` with as much padding as `eventBytes` still lacks. */
  const padded = (build: (padding: string) => string, letter: string): Buffer =>
    Buffer.from(build(letter.repeat(Math.max(0, (scenario.eventBytes ?? 0) - Buffer.byteLength(build(""))))));

  const token = (seq: number): Buffer => {
    if (scenario.format === "text") return padded((padding) => frame(tokenText(seq).trimStart() + padding), " ");
    if (scenario.eventBytes === undefined) return Buffer.from(frame(json(seq)));
    const open = json(seq).slice(0, -1);
    return padded((padding) => frame(`${open},"pad":"${padding}"}`), "x");
  };

  const tail = (usage: Usage | null): Buffer => {
    const last = usage === null ? "" : frame(`${head},"choices":[],"usage":${JSON.stringify(usage)}}`);
    switch (scenario.format) {
      case "sse":
        return Buffer.from(last + frame("[DONE]"));
      case "ndjson":
        return Buffer.from(last + frame('{"done":true}'));
      case "text":
        return Buffer.alloc(0);
    }
  };
  return { token, tail };
}

function framing(format: Scenario["format"]): (payload: string) => string {
  return format === "sse" ? (payload) => `data: ${payload}\n\n` : (payload) => `${payload}\n`;
}

/** Smallest `eventBytes` that every event of this run can be padded to. */
export function minimumEventBytes(scenario: Scenario, runId: string): number {
  const encoder = createEncoder(
    { ...scenario, eventBytes: 1 },
    `chatcmpl-${runId}.${LONGEST_GENERATION}`,
    1_700_000_000,
  );
  let minimum = 0;
  for (let seq = 1; seq <= scenario.tokens; seq++) minimum = Math.max(minimum, encoder.token(seq).length);
  return minimum;
}

/** Bytes of the whole body, for Content-Length. A cut of kind `end` is a proper end, so it announces the shortened body; the others announce the whole. */
export function bodyBytes(scenario: Scenario, encoder: Encoder, usage: Usage | null): number {
  const proper = scenario.cut?.how === "end";
  const tokens = proper ? tokensSent(scenario) : scenario.tokens;
  let bytes = proper ? 0 : encoder.tail(usage).length;
  for (let seq = 1; seq <= tokens; seq++) bytes += encoder.token(seq).length;
  return bytes;
}
