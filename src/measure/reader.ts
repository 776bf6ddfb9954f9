import { request } from "undici";
import * as v from "valibot";
import { LabError } from "../model/error.ts";
import type { ReadPlan } from "../model/reader.ts";
import { ReadRecord } from "../model/reader.ts";
import { linesOf } from "../model/lines.ts";

/** A piece's number (null: it has none), and when it reached the reader, CLOCK_MONOTONIC ns. */
export type PieceSeen = readonly [seq: number | null, atNs: number];

const Line = v.union([
  v.strictObject({ pieces: v.array(v.tuple([v.nullable(v.number()), v.number()])) }),
  v.strictObject({ record: ReadRecord }),
  v.strictObject({ error: v.strictObject({ code: v.string(), message: v.string() }) }),
]);

/**
 * Hands a plan to a reader and follows its account line by line.
 * @param onPiece called for each piece of text, at most 50 ms after it came
 * @throws LabError rig_failed when the reader breaks off or its account is malformed; the signal's reason when aborted
 */
export async function read(
  readerUrl: string,
  plan: ReadPlan,
  onPiece: (piece: PieceSeen) => void,
  signal: AbortSignal,
): Promise<ReadRecord> {
  try {
    const { statusCode, body } = await request(`${readerUrl}/read`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(plan),
      signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    if (statusCode !== 200) throw new Error(`status ${statusCode}: ${await body.text()}`);
    for await (const text of linesOf(body)) {
      const line = v.parse(Line, JSON.parse(text));
      if ("record" in line) return line.record;
      if ("error" in line) throw new Error(`${line.error.code}: ${line.error.message}`);
      line.pieces.forEach(onPiece);
    }
    throw new Error("it ended without a record");
  } catch (error) {
    signal.throwIfAborted();
    throw new LabError("rig_failed", `reader ${plan.reader}: ${(error as Error).message}`, { cause: error });
  }
}
