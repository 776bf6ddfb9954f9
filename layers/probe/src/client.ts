import type { ReadEvent, ReadPlan, ReadRecord } from "../../../src/model/reader.ts";

/** Called with the events that one read completed. */
export type OnEvents = (events: readonly ReadEvent[]) => void;

/** One request of one client and what came back. */
export interface OneRead {
  /**
   * Sends the request; resolves once the response has ended, in whatever way.
   * @throws ReaderFailure bad_request, when the plan asks for what this client cannot do
   */
  run(): Promise<ReadRecord>;
  /** Ends the read with this code and closes the connection; what came before stays in the record. */
  stop(code: string): void;
}

/** A client: prepares one read. The probe's own is reading.ts; any other program becomes one through foreign.ts. */
export type OpenRead = (plan: ReadPlan, onEvents: OnEvents) => OneRead;

/** The record of a read that has not begun. */
export function emptyRecord(reader: string): ReadRecord {
  return {
    ...{ reader, startedAtNs: 0, requestSentAtNs: null, headersAtNs: null, status: null, responseHeaders: {} },
    ...{ reads: [], events: [], text: "", endedAtNs: 0, complete: false, errorCode: null, loopDelayMaxMs: 0 },
  };
}
