import type { Readable } from "node:stream";
import { request } from "undici";
import * as v from "valibot";
import { LabError } from "../model/error.ts";
import type { ReadPlan } from "../model/reader.ts";
import { ReadRecord } from "../model/reader.ts";

/** A token's number, and when it reached the reader, CLOCK_MONOTONIC ns. */
export type TokenSeen = readonly [seq: number, atNs: number];

const Line = v.union([
  v.strictObject({ tokens: v.array(v.tuple([v.number(), v.number()])) }),
  v.strictObject({ record: ReadRecord }),
  v.strictObject({ error: v.strictObject({ code: v.string(), message: v.string() }) }),
]);

/**
 * Hands a plan to a reader and follows its account line by line.
 * @param onToken called for each token, at most 50 ms after it came
 * @throws LabError rig_failed when the reader breaks off or its account is malformed; the signal's reason when aborted
 */
export async function read(
  readerUrl: string,
  plan: ReadPlan,
  onToken: (token: TokenSeen) => void,
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
      line.tokens.forEach(onToken);
    }
    throw new Error("it ended without a record");
  } catch (error) {
    signal.throwIfAborted();
    throw new LabError("rig_failed", `reader ${plan.reader}: ${(error as Error).message}`, { cause: error });
  }
}

/** Lines of NDJSON. Not by readline, which also ends a line at U+2028 and U+2029: JSON may hold them as they are, and so may a token. */
async function* linesOf(body: Readable): AsyncGenerator<string> {
  let rest = "";
  for await (const text of body.setEncoding("utf8") as AsyncIterable<string>) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
