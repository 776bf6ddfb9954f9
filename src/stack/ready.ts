import { setTimeout as delay } from "node:timers/promises";
import { request } from "undici";
import { LabError } from "../model/error.ts";
import { entryOf, layersOfPlaces, placesOf } from "../model/experiment.ts";
import type { Entry, HostOf, ResolvedSide } from "../model/experiment.ts";
import type { Layers } from "../model/layer.ts";
import { LOOK_HINT } from "./containers.ts";

/**
 * A path that does not answer within this time is broken: the slowest server of the lab needs about five seconds to boot. One that needs
 * longer says so, with the label `buffering-lab.starts-within`.
 */
const READY_LIMIT_MS = 30_000;
const POLL_MS = 40;

/** A reader layer, and where it enters. */
export interface ReaderEntry {
  readonly layer: string;
  readonly entry: Entry;
}

/** Where the readers of a side enter, each reader layer and entry once: eight readers at one door ask there once. */
export function entriesOf(side: Pick<ResolvedSide, "readers">, hostOf: HostOf): ReaderEntry[] {
  const entries = Object.values(side.readers).map((reader) => ({
    layer: reader.layer,
    entry: entryOf(reader, hostOf),
  }));
  const key = ({ layer, entry }: ReaderEntry): string => `${layer} ${healthzUrl(entry)}`;
  return [...new Map(entries.map((each) => [key(each), each])).values()];
}

function healthzUrl({ scheme, host, port }: Entry): string {
  return `${scheme}://${host}:${port}/healthz`;
}

/** How long a side may take to start, ms: as long as the slowest of its layers says, and never less than the lab gives to any. */
export function startLimitOf(side: Pick<ResolvedSide, "path" | "beside" | "readers">, layers: Layers): number {
  const stated = layersOfPlaces(placesOf(side)).map((layer) => layers.get(layer)?.startLimitMs ?? 0);
  return Math.max(READY_LIMIT_MS, ...stated);
}

/**
 * Waits for all entries of a side at once; see waitUntilReady.
 * @param readerUrls control address by reader layer
 * @param limitMs how long a path that is starting may take; left out: what stands already takes no longer than any
 */
export async function waitForEntries(
  side: ResolvedSide,
  hostOf: HostOf,
  readerUrls: Readonly<Record<string, string>>,
  died: AbortSignal,
  limitMs = READY_LIMIT_MS,
): Promise<void> {
  await Promise.all(
    entriesOf(side, hostOf).map(({ layer, entry }) =>
      waitUntilReady(readerUrls[layer] ?? "", entry, side.healthzStatus ?? 200, died, limitMs),
    ),
  );
}

/**
 * Asks the reader to fetch /healthz through the whole path until it gets `status`. Polling from the reader costs nothing once the path
 * stands; health checks of the engine keep two cores half busy.
 * @throws LabError not_ready; or the reason of `died` as soon as that is aborted
 */
export async function waitUntilReady(
  readerUrl: string,
  entry: Entry,
  status: number,
  died: AbortSignal,
  limitMs = READY_LIMIT_MS,
): Promise<void> {
  const url = healthzUrl(entry);
  const limit = performance.now() + limitMs;
  let last = "no answer yet";
  while (performance.now() < limit) {
    died.throwIfAborted();
    last = await ask(readerUrl, url, status);
    if (last === "ready") return;
    await delay(POLL_MS, undefined, { signal: died }).catch(() => died.throwIfAborted());
  }
  throw new LabError("not_ready", `no request gets through the path to ${url}`, {
    observed: last,
    limit: `status ${status} within ${limitMs / 1000} s`,
    hint: LOOK_HINT,
  });
}

interface Answer {
  readonly status?: number | null;
  readonly error?: string | { readonly message: string } | null;
}

async function ask(readerUrl: string, url: string, status: number): Promise<string> {
  try {
    const { body } = await request(`${readerUrl}/ready`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ url, timeoutMs: 1000 }),
      headersTimeout: 3000,
      bodyTimeout: 3000,
    });
    const { status: got = null, error } = (await body.json()) as Answer;
    // a question that it does not understand it refuses with more than a string (reader-kit/README.md)
    const said = typeof error === "string" ? error : (error?.message ?? "no error");
    return got === status ? "ready" : `status ${got ?? "none"}, ${said}`;
  } catch (error) {
    return `reader: ${(error as Error).message}`;
  }
}
