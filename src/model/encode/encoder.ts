import type { Scenario } from "../scenario.ts";
import { tokenTexts } from "../text.ts";
import { GENERATIONS_LIMIT, LONGEST_RUN_ID, originName } from "../wire.ts";
import type { Dialect } from "../words.ts";
import { anthropicEvents } from "./anthropic.ts";
import type { Events, Usage } from "./events.ts";
import { openaiEvents } from "./openai.ts";

/** The answer as bytes of the body. One token is one event, whatever control events stand around it. */
export interface Encoder {
  /** What precedes the first token. Empty in openai; in anthropic `message_start`, `content_block_start` and a `ping`. */
  head(usage: Usage): Buffer;
  /** The event of token `seq`, and before it the `ping` that may be due there (anthropic). `eventBytes` is about the token's event alone. */
  token(seq: number): Buffer;
  /** What follows the last token: usage, as the dialect has it, and the end marker. */
  tail(usage: Usage): Buffer;
}

const DIALECT_EVENTS: Record<Dialect, (scenario: Scenario, id: string, createdS: number) => Events> = {
  openai: openaiEvents,
  anthropic: anthropicEvents,
};

const ID_PREFIX: Record<Dialect, string> = { openai: "chatcmpl-", anthropic: "msg_" };

/** The id of an answer: `chatcmpl-r1.2`, `msg_r1.2`. wire.ts reads it back (originOfId). */
export function answerId(dialect: Dialect, origin: string): string {
  return ID_PREFIX[dialect] + origin;
}

/**
 * Encodes one answer. Pure: the same arguments give the same bytes.
 * @param id see answerId
 * @param createdS Unix time in seconds
 */
export function createEncoder(scenario: Scenario, dialect: Dialect, id: string, createdS: number): Encoder {
  const events = DIALECT_EVENTS[dialect](scenario, id, createdS);
  const tokenText = tokenTexts(scenario);
  const sizeOf = eventSizes(scenario);
  const event = (seq: number): string => {
    const size = sizeOf(seq);
    const text = tokenText(seq);
    if (size === null) return events.token(seq, text, null);
    return events.token(seq, text, Math.max(0, size - Buffer.byteLength(events.token(seq, text, 0))));
  };
  return {
    head: (usage) => Buffer.from(events.head(usage)),
    token: (seq) => Buffer.from(events.before(seq) + event(seq)),
    tail: (usage) => Buffer.from(events.tail(usage)),
  };
}

/** The size that each token's event is padded to; null: its natural one. */
function eventSizes({ eventBytes }: Scenario): (seq: number) => number | null {
  if (!Array.isArray(eventBytes)) return () => eventBytes ?? null;
  return (seq) => eventBytes[(seq - 1) % eventBytes.length]!;
}

/**
 * The smallest `eventBytes` that every event of this scenario can be padded to, whichever the generation.
 * @param runId counts with its length, and never less than the longest id that the pipeline gives: so the answer is the same for all of them
 */
export function eventBytesMinimum(scenario: Scenario, dialect: Dialect, runId = LONGEST_RUN_ID): number {
  const origin = originName(runId.padEnd(LONGEST_RUN_ID.length, "0"), GENERATIONS_LIMIT);
  const events = DIALECT_EVENTS[dialect](scenario, answerId(dialect, origin), 1_700_000_000);
  const tokenText = tokenTexts(scenario);
  let minimum = 0;
  for (let seq = 1; seq <= scenario.tokens; seq++)
    minimum = Math.max(minimum, Buffer.byteLength(events.token(seq, tokenText(seq), 0)));
  return minimum;
}
