import type { Piece, ReadPlan, ReadRecord } from "../src/model/reader.ts";

/** Called with the pieces of text that one read completed; with none when the response head has come. */
export type OnPieces = (pieces: readonly Piece[]) => void;

/** One request of one client and what came back. */
export interface OneRead {
  /**
   * Sends the request; resolves once the response has ended, in whatever way.
   * @throws ReaderFailure bad_request, when the plan asks for what this client cannot do; client_failed, when its words are in no table
   */
  run(): Promise<ReadRecord>;
  /** Ends the read from this side, and with it the connection or its HTTP/2 stream; what came before stays in the record. */
  stop(end: "left" | "time-up"): void;
}

/** A client: prepares one read. The probe's own is layers/probe; any other program becomes one through account.ts. */
export type OpenRead = (plan: ReadPlan, onPieces: OnPieces) => OneRead;
