import * as v from "valibot";
import type { Piece, ReadEvent, ReadPlan } from "../src/model/reader.ts";
import { TokenNumber } from "../src/model/scenario.ts";
import { NDJSON_DONE, originOfId, SSE_DONE } from "../src/model/wire.ts";

/** What an event's data says, before it has a time. `foreign`: it is no event of the dialect, nor of any that JSON could be. */
export type Said =
  | ({ readonly kind: "piece" } & Omit<Piece, "atNs">)
  | { readonly kind: Exclude<ReadEvent["kind"], "comment"> | "foreign" };

/** Reads the data of one answer's events, in their order. */
export type ReadData = (data: string) => Said;

type Json = Record<string, unknown>;

/** Reader of one answer; a fresh one for each, because Anthropic names the answer once, at its beginning. */
export function dialectReader({ dialect, format }: Pick<ReadPlan, "dialect" | "format">): ReadData {
  const isDone = format === "ndjson" ? (data: string) => isNdjsonDone(data) : (data: string) => data === SSE_DONE;
  const say = dialect === "anthropic" ? anthropic() : openai;
  return (data) => {
    if (dialect === "openai" && isDone(data)) return { kind: "done" };
    const json = objectOf(data);
    return json === null ? { kind: "foreign" } : say(json);
  };
}

/**
 * A Chat Completions chunk (OpenAI API reference, "chat completion chunk object"): text is `choices[0].delta.content`. A chunk without any
 * (the role, the finish reason) and the usage that follows the last are `control`. `seq` is the mock's own field; like the id it may have
 * been lost on the way.
 */
function openai(json: Json): Said {
  const text = at(at(at(json["choices"], 0), "delta"), "content");
  if (typeof text === "string" && text !== "")
    return {
      kind: "piece",
      text,
      seq: v.is(TokenNumber, json["seq"]) ? json["seq"] : null,
      origin: originOfId(json["id"]),
    };
  return { kind: Array.isArray(json["choices"]) || at(json, "usage") != null ? "control" : "other" };
}

/** Events of Anthropic Messages that bring no text (Anthropic API reference, "Streaming messages"). `error` is `other`, as OpenAI's is. */
const ANTHROPIC_CONTROL: readonly unknown[] = [
  ...["message_start", "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "ping"],
];

/** An event of Anthropic Messages, by its `type`: text is `delta.text` of a `text_delta`. It has no number; the answer's id stands in `message_start`. */
function anthropic(): (json: Json) => Said {
  let origin: string | null = null;
  return (json) => {
    const type = json["type"];
    if (type === "message_start") origin = originOfId(at(json["message"], "id"));
    const text = at(json["delta"], "text");
    if (
      type === "content_block_delta" &&
      at(json["delta"], "type") === "text_delta" &&
      typeof text === "string" &&
      text !== ""
    )
      return { kind: "piece", text, seq: null, origin };
    if (type === "message_stop") return { kind: "done" };
    return { kind: ANTHROPIC_CONTROL.includes(type) ? "control" : "other" };
  };
}

/** A relay may have written the end marker anew, so its meaning counts, not its bytes. */
function isNdjsonDone(data: string): boolean {
  return data === NDJSON_DONE || objectOf(data)?.["done"] === true;
}

/** @returns null for what is no JSON, or JSON that is no object: no model sends that */
function objectOf(data: string): Json | null {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : null;
  } catch {
    return null;
  }
}

function at(value: unknown, key: string | number): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[key] : undefined;
}
