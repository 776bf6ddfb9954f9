import type { Encoder } from "../../../model/encode/encoder.ts";
import type { ApiName } from "../document.ts";

/** A request's JSON object: what an API reads of it. */
export type Fields = Readonly<Record<string, unknown>>;

/** An answer to be written. */
export interface Words {
  /** Of the answer, unique. */
  readonly id: string;
  /** All of its words, with a space between two. */
  readonly text: string;
  /** Number of its words. */
  readonly tokens: number;
}

/** A way in which stacks ask their models. */
export interface Api {
  readonly name: ApiName;
  /** How its path ends, whatever stands before it. */
  readonly path: RegExp;
  readonly contentType: string;
  /** Whether a request wants a stream. */
  streams(request: Fields): boolean;
  /** Whether it wants to be told what the answer cost. */
  wantsUsage(request: Fields): boolean;
  /** Its events, a word each. */
  encoder(words: Words): Encoder;
  /** The answer to a request that wants no stream. */
  whole(words: Words): object;
}

/** Unix time, s. */
export function nowS(): number {
  return Math.floor(Date.now() / 1000);
}
