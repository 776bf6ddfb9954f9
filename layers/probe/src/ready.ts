import { connect } from "./connection.ts";

/** Whether one request got through the path, and what came back or went wrong. */
export interface Readiness {
  readonly ok: boolean;
  readonly status: number | null;
  readonly error: string | null;
}

/** One GET of `url` through the path, on a connection of its own; ok means a 2xx, whole, within `timeoutMs`. Never throws. */
export async function tryOnce(url: URL, timeoutMs: number): Promise<Readiness> {
  const { client } = connect(url, "any");
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const { statusCode, body } = await client.request({ path: url.pathname + url.search, method: "GET", signal });
    await body.dump();
    return { ok: statusCode >= 200 && statusCode < 300, status: statusCode, error: null };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { ok: false, status: null, error: code ? `${code}: ${message}` : message };
  } finally {
    await client.destroy();
  }
}
