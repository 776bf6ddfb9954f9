import { Client } from "undici";
import type { Piece } from "../src/model/reader.ts";

/** Sends acknowledgements to the mock on a connection of its own that bypasses the path. */
export interface Acks {
  /**
   * Acknowledges these pieces; returns at once, and the acks leave in order. Each numbered piece is `PUT <ackUrl>/<seq>`; after others
   * `PUT <ackUrl>/text/<bytes>` says how many UTF-8 bytes of text have come in all.
   */
  send(pieces: readonly Piece[]): void;
  /** Waits for the acks under way. @returns what went wrong with the first that failed, or null */
  close(): Promise<string | null>;
}

/** An ack that takes longer has failed, ms: the mock answers in well under one. */
const ACK_TIMEOUT_MS = 5000;

/** Opens the side channel. */
export function openAcks(ackUrl: string): Acks {
  const { origin, pathname } = new URL(ackUrl);
  const client = new Client(origin, {
    ...{ pipelining: 1, connectTimeout: ACK_TIMEOUT_MS, headersTimeout: ACK_TIMEOUT_MS, bodyTimeout: ACK_TIMEOUT_MS },
  });
  let failure: string | null = null;
  const put = async (ack: string): Promise<void> => {
    if (failure !== null) return;
    try {
      const { statusCode, body } = await client.request({ path: `${pathname}/${ack}`, method: "PUT" });
      await body.dump();
      if (statusCode >= 300) failure = `PUT ${ackUrl}/${ack}: status ${statusCode}`;
    } catch (error) {
      failure = `PUT ${ackUrl}/${ack}: ${(error as Error).message}`;
    }
  };
  const names = ackNames();
  let all = Promise.resolve();
  return {
    send: (pieces) => {
      for (const name of names(pieces)) all = all.then(() => put(name));
    },
    close: async () => {
      await all;
      await client.close();
      return failure;
    },
  };
}

/** The last part of the acks' addresses for the pieces of one answer, in their order: `<seq>`, or `text/<bytes>`. */
export function ackNames(): (pieces: readonly Piece[]) => string[] {
  let bytes = 0;
  let half = "";
  return (pieces) =>
    pieces.map(({ seq, text }) => {
      // A character beyond U+FFFF is two units; of one that is cut in two no byte has arrived yet.
      const whole = half + text;
      half = /[\ud800-\udbff]$/.exec(whole)?.[0] ?? "";
      bytes += Buffer.byteLength(whole.slice(0, whole.length - half.length));
      return seq === null ? `text/${bytes}` : String(seq);
    });
}
