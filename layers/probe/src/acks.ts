import { Client } from "undici";

/** Sends acknowledgements to the mock on a connection of its own that bypasses the path. */
export interface Acks {
  /** Acknowledges token `seq`; returns at once, and the acks leave in order. */
  send(seq: number): void;
  /** Waits for the acks under way. @returns what went wrong with the first that failed, or null */
  close(): Promise<string | null>;
}

/** An ack that takes longer has failed, ms: the mock answers in well under one. */
const ACK_TIMEOUT_MS = 5000;

/** Opens the side channel: token n is acknowledged by `PUT <ackUrl>/<n>`. */
export function openAcks(ackUrl: string): Acks {
  const { origin, pathname } = new URL(ackUrl);
  const client = new Client(origin, {
    ...{ pipelining: 1, connectTimeout: ACK_TIMEOUT_MS, headersTimeout: ACK_TIMEOUT_MS, bodyTimeout: ACK_TIMEOUT_MS },
  });
  let failure: string | null = null;
  const put = async (seq: number): Promise<void> => {
    if (failure !== null) return;
    try {
      const { statusCode, body } = await client.request({ path: `${pathname}/${seq}`, method: "PUT" });
      await body.dump();
      if (statusCode >= 300) failure = `PUT ${ackUrl}/${seq}: status ${statusCode}`;
    } catch (error) {
      failure = `PUT ${ackUrl}/${seq}: ${(error as Error).message}`;
    }
  };
  let all = Promise.resolve();
  return {
    send: (seq) => {
      all = all.then(() => put(seq));
    },
    close: async () => {
      await all;
      await client.close();
      return failure;
    },
  };
}
