import { finished } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { request } from "undici";
import { hopsOf } from "../../hops/index.ts";
import type { NameOf } from "../../hops/index.ts";
import { LabError } from "../../model/error.ts";
import { headersOf } from "../headers.ts";
import { arrivalsOfStreams } from "./answers.ts";
import { capturesOf } from "../../listen.ts";
import type { CaptureFile } from "../../listen.ts";
import type { LocateFlags } from "./flags.ts";

/** An answer is over when nothing more has come for so long. */
const QUIET_MS = 2_000;
const LOOK_MS = 1_000;

/**
 * Waits until a streamed answer has passed a hop, and is over.
 * @param files captures that are being written
 * @throws LabError capture_unreadable: none came within the seconds
 */
export async function heard(
  files: readonly CaptureFile[],
  nameOf: NameOf,
  seconds: number,
  signal: AbortSignal,
): Promise<void> {
  say(`waiting ${seconds} s at most for a streamed answer; or send one with --url`);
  const limit = performance.now() + seconds * 1000;
  let [arrivals, sinceMs] = [0, performance.now()];
  while (performance.now() < limit) {
    await delay(LOOK_MS, undefined, { signal });
    const now = await arrivalsIn(files, nameOf);
    if (now !== arrivals) [arrivals, sinceMs] = [now, performance.now()];
    if (now > 0 && performance.now() - sinceMs > QUIET_MS) return;
  }
  throw new LabError("capture_unreadable", `no streamed answer passed a hop within ${seconds} s`, {
    hint: "send one: --url http://127.0.0.1:8080/v1/chat/completions --header 'content-type: application/json' --body '{...}'",
  });
}

/** What cannot be read yet has no arrivals. */
async function arrivalsIn(files: readonly CaptureFile[], nameOf: NameOf): Promise<number> {
  const located = await hopsOf(capturesOf(files), nameOf, undefined, true).then(
    (hops) => hops.located,
    () => [],
  );
  return arrivalsOfStreams(located);
}

/**
 * Sends the request, and reads its answer to the end, or until the seconds are over.
 * @throws LabError usage: a header that is none, or a URL that does not answer
 */
export async function sent({ url, header = [], body, seconds }: LocateFlags, signal: AbortSignal): Promise<void> {
  const headers = headersOf(header);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
  try {
    const answer = await request(url!, {
      method: body === undefined ? "GET" : "POST",
      headers,
      ...(body === undefined ? {} : { body }),
      ...{ signal: limit, bodyTimeout: 0, headersTimeout: 0 },
    });
    await finished(answer.body.resume());
    if (answer.statusCode >= 400) say(`the answer has status ${answer.statusCode}`);
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return say(`after ${seconds} s the answer was not over`);
    throw new LabError("usage", `${url} does not answer`, { observed: (error as Error).message });
  }
}

/** To the person, beside what is printed as the result. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
