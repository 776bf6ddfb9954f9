import type { Piece } from "./content.ts";

/** An event of an answer, and when a reader had the last byte of it. */
export interface Event {
  readonly atNs: number;
  readonly text: string;
}

/** A line that only an event stream begins with. */
const EVENT_STREAM = /^(?:data|event|id|retry)?:/;

/**
 * The events of a body: of an event stream those that carry something (comments and `ping` do not), of anything else its lines that are not
 * empty. What has no end yet is none.
 */
export function eventsOf(pieces: readonly Piece[]): Event[] {
  const events: Event[] = [];
  let [rest, block] = [[] as string[], [] as string[]];
  let isStream: boolean | null = null;
  const decoder = new TextDecoder();
  for (const { atNs, data } of pieces) {
    const text = decoder.decode(data!, { stream: true });
    const end = text.lastIndexOf("\n");
    if (end < 0) {
      rest.push(text); // put together once: a body may be one long line
      continue;
    }
    const lines = [...rest, text.slice(0, end)].join("").split("\n");
    rest = [text.slice(end + 1)];
    for (const raw of lines) {
      const line = raw.replace(/\r$/, "");
      if (line !== "") isStream ??= EVENT_STREAM.test(line);
      if (isStream && line !== "") {
        block.push(line);
        continue;
      }
      const event = isStream ? textOf(block) : line;
      block = [];
      if (event !== "") events.push({ atNs, text: event });
    }
  }
  return events;
}

function textOf(block: readonly string[]): string {
  if (block.some((line) => /^event: ?ping$/.test(line))) return "";
  return block
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice(5).trim())
    .join("\n");
}
