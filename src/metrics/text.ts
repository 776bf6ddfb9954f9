import { answerText } from "../model/text.ts";
import type { JoinedRead } from "./join.ts";

/**
 * True if the reader put together exactly the text that the model sent in the generation that was read; a reader that left is held to
 * what it had received by then. Null if it received no text, or nothing is known of what was sent.
 */
export function textIdentical({ record, read, scenario }: JoinedRead): boolean | null {
  if (record.pieces.length === 0 || read === null || scenario === null) return null;
  const received = record.pieces.map((piece) => piece.text).join("");
  const sent = answerText(scenario, read.tokens.length);
  return record.end === "left" ? sent.startsWith(received) : received === sent;
}
