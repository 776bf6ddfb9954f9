import type { Bounds } from "../model/observation.ts";
import type { Generation, LockstepLog } from "../model/scenario.ts";
import type { Handshake } from "../model/words.ts";

/** How the handshake went, in one word. It is over when every token that was planned is acknowledged, or the path has let go. */
export function handshakeOf(log: LockstepLog, tokensPlanned: number): Handshake {
  if (log.stoppedAtToken === null) {
    return tokensPlanned > 0 && log.acknowledged >= tokensPlanned ? "acknowledged" : "broken-off";
  }
  if (log.letGo === null) return "broken-off";
  return log.letGo === "end" ? "held" : "let-go";
}

/**
 * The hold threshold as the handshake bounds it: the path let go with so many bytes outstanding, and had not with the last event fewer.
 * Null: it never let go in the middle of the answer.
 */
export function holdBytesOf(log: LockstepLog, tokens: Generation["tokens"]): Bounds | null {
  if (log.letGo !== "middle" || log.outstandingBytes === null) return null;
  let passed = 0;
  for (const { bytes } of tokens.slice(log.acknowledged)) {
    passed += bytes;
    if (passed >= log.outstandingBytes) return { over: log.outstandingBytes - bytes, atMost: log.outstandingBytes };
  }
  return { over: null, atMost: log.outstandingBytes };
}
