import type { Value } from "./expressions.ts";

/** A request of the lab's, and the type that its origin answers with. */
export interface Request {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly host: string | null;
  readonly contentType?: string;
}

/** Headers that each request of the lab's has; any other is not there. */
const HEADERS = { accept: "text/event-stream, application/json, */*", "content-type": "application/json" };
/** What is known of a request, and of an answer, without its VCL. */
const KNOWN: Readonly<Record<string, Value>> = {
  ...{ true: true, false: false, "req.restarts": 0, "req.esi_level": 0, "req.retries": 0, "beresp.status": 200 },
  ...{ "req.http.x-forwarded-for": "127.0.0.1", "beresp.http.cache-control": "no-cache" },
};

/** A backend sees the request's own headers, and a reader the backend's. */
export const canonical = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^bereq\./, "req.")
    .replace(/^resp\./, "beresp.");

/** What is known before any VCL has run. */
export function factsOf({ method, path, host, contentType = "text/event-stream" }: Request): Map<string, Value> {
  const headers = Object.entries(HEADERS).map(([name, value]): [string, Value] => [`req.http.${name}`, value]);
  return new Map<string, Value>([
    ...Object.entries(KNOWN),
    ...headers,
    ["req.method", method],
    ["req.url", path],
    ["req.http.host", host ?? "localhost"],
    ["beresp.http.content-type", contentType],
  ]);
}
