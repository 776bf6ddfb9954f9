import type { Generation } from "../../../src/model/scenario.ts";
import { SentTokens } from "./sent.ts";

/** The account of one answer while it is written. */
export interface OpenLog extends Omit<Generation, "tokens"> {
  readonly tokens: SentTokens;
}

/** What is known of an answer when its request has come. */
export type Asked = Pick<Generation, "generation" | "reader" | "requestAtNs" | "request" | "dialect">;

/** @param capacity the most tokens that will be sent */
export function openLog(asked: Asked, capacity: number): OpenLog {
  return {
    ...asked,
    headersAtNs: null,
    tokens: new SentTokens(capacity),
    bytesWritten: 0,
    readerGoneAtNs: null,
    tokensAfterGone: 0,
    endedAtNs: null,
    end: null,
    lockstep: null,
  };
}
