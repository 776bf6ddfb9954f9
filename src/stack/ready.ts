import { setTimeout as delay } from "node:timers/promises";
import { request } from "undici";
import { LabError } from "../model/error.ts";

/** A path that does not answer within this time is broken: the slowest server of the lab needs about five seconds to boot. */
const READY_LIMIT_MS = 30_000;
const POLL_MS = 40;

/**
 * Asks the reader to fetch /healthz through the whole path until it gets `status`. Polling from the reader costs nothing once the path
 * stands; health checks of the engine keep two cores half busy.
 * @throws LabError not_ready; or the reason of `died` as soon as that is aborted
 */
export async function waitUntilReady(
  readerUrl: string,
  scheme: "http" | "https",
  status: number,
  died: AbortSignal,
): Promise<void> {
  const url = scheme === "https" ? "https://upstream:8443/healthz" : "http://upstream:8080/healthz";
  const limit = performance.now() + READY_LIMIT_MS;
  let last = "no answer yet";
  while (performance.now() < limit) {
    died.throwIfAborted();
    last = await ask(readerUrl, url, status);
    if (last === "ready") return;
    await delay(POLL_MS, undefined, { signal: died }).catch(() => died.throwIfAborted());
  }
  throw new LabError("not_ready", `no request gets through the path to /healthz`, {
    observed: last,
    limit: `${READY_LIMIT_MS / 1000} s`,
    hint: "run it again with --keep, then look with: docker ps -a; docker logs <container>",
  });
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
    const answer = (await body.json()) as { status: number | null; error: string | null };
    return answer.status === status ? "ready" : `status ${answer.status ?? "none"}, ${answer.error ?? "no error"}`;
  } catch (error) {
    return `reader: ${(error as Error).message}`;
  }
}
