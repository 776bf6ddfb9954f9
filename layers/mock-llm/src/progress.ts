import type { ServerResponse } from "node:http";
import type { Run } from "./run.ts";

/** As often as an eye follows. */
const EVERY_MS = 50;

/**
 * Answers `GET /runs/<id>/progress`: NDJSON, `{"sent":[[reader, seq, atNs], ...]}` for what has been sent since the last line, until every
 * answer has ended and there was one. It looks at the log by a timer of its own, so sending a token costs nothing more.
 */
export async function tellProgress(res: ServerResponse, run: Run, signal: AbortSignal): Promise<void> {
  res.writeHead(200, { "content-type": "application/x-ndjson" }).flushHeaders();
  /** By generation, less one: tokens told. */
  const told: number[] = [];
  const tell = (): void => {
    const sent = run.generations.flatMap(({ reader, tokens }, index) => {
      const fresh = tokens.from((told[index] ?? 0) + 1);
      told[index] = tokens.count;
      return fresh.map(({ seq, sentAtNs }) => [reader, seq, sentAtNs]);
    });
    if (sent.length > 0) res.write(`${JSON.stringify({ sent })}\n`);
  };
  const timer = setInterval(tell, EVERY_MS);
  try {
    await run.untilEnded(signal);
    tell();
    res.end();
  } catch (error) {
    if (!signal.aborted) throw error; // Else the caller has gone.
  } finally {
    clearInterval(timer);
  }
}
