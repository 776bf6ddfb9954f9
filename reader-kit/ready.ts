import { Client } from "undici";

/** Whether one request got through the path, and what came back or went wrong. */
export interface Readiness {
  readonly ok: boolean;
  readonly status: number | null;
  readonly error: string | null;
}

/**
 * One GET of `url` through the path, on a connection of its own; ok means a 2xx, whole, within `timeoutMs`. https accepts any certificate,
 * and takes the HTTP version that the server chooses. Never throws.
 */
export async function tryOnce(url: URL, timeoutMs: number): Promise<Readiness> {
  const client = new Client(url.origin, {
    allowH2: true,
    connect: { preferH2: false, timeout: 0, rejectUnauthorized: false },
  });
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
