import { sayBytes } from "../../model/say.ts";
import type { Kind } from "./arrivals.ts";
import type { RawRead } from "./raw.ts";

/** Why an answer says nothing of the path, and what to type next. */
export interface Why {
  readonly why: string;
  readonly hint: string | null;
}

/** Node's and undici's codes in words. A code that is not here is shown as it is. */
const CODES: Readonly<Record<string, readonly [why: string, hint: string | null]>> = {
  ECONNREFUSED: ["nobody listens there", "check host and port"],
  ENOTFOUND: ["the host's name is not known", "check the name"],
  EAI_AGAIN: ["the host's name could not be looked up", "check the name, and the network"],
  EHOSTUNREACH: ["there is no way to the host", null],
  ENETUNREACH: ["there is no way to the host", null],
  ETIMEDOUT: ["the connection was not answered", null],
  UND_ERR_CONNECT_TIMEOUT: ["the connection was not answered", null],
  ECONNRESET: ["the connection was reset", null],
  UND_ERR_SOCKET: ["the connection was closed before the end of the answer", null],
  NO_H2: ["the server does not choose HTTP/2", null],
  UNDECODABLE: ["the answer's compression is broken, or breaks off", null],
  UNKNOWN_CONTENT_ENCODING: ["the answer's compression is none of gzip, deflate, br, zstd", null],
  UND_ERR_INVALID_ARG: ["HTTP does not let this request be sent", "leave out headers such as Transfer-Encoding"],
  UND_ERR_NOT_SUPPORTED: ["HTTP does not let this request be sent", "leave out headers such as Expect"],
  EPROTO: ["it speaks no TLS, or none that is known here", "http:// instead of https://"],
};

/** TLS, as OpenSSL and Node name what is wrong with a certificate. */
const TLS = /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA)/u;

/** @returns null: there is a stream to judge */
export function whyFailed(raw: RawRead, kind: Kind, events: number): Why | null {
  const { status, end, code, location, contentType } = raw;
  const bytes = raw.parts.reduce((sum, part) => sum + part.bytes.length, 0);
  const came = `${events} ${events === 1 ? "event" : "events"} and ${sayBytes(bytes)} had come`;
  if (status === null) return end === "failed" ? failed(code) : none(raw);
  if (status >= 300) return refused(status, location);
  if (end === "failed") return { ...failed(code), why: `${failed(code).why}; ${came}` };
  if (end === "time-up")
    return { why: `the answer was not over after ${secondsOf(raw)} s; ${came}`, hint: "--seconds N" };
  if (end === "too-long")
    return { why: `the answer is too long to read to its end; ${came}`, hint: "ask for a shorter one" };
  if (bytes === 0) return { why: `the answer has no body (status ${status})`, hint: null };
  if (kind !== "none") return null;
  const type = contentType ?? "a body without a type";
  return { why: `the answer is no stream: ${type}, ${sayBytes(bytes)}`, hint: 'ask for one, as with "stream": true' };
}

function failed(code: string | null): Why {
  const word = code ?? "unknown";
  const [why, hint] = CODES[word] ?? [null, null];
  if (why !== null) return { why: `${why} (${word})`, hint };
  if (TLS.test(word)) {
    return { why: `TLS failed (${word})`, hint: "--ca ca.pem for an authority of your own" };
  }
  return { why: `the request failed (${word})`, hint: null };
}

function none(raw: RawRead): Why {
  return { why: `no answer came within ${secondsOf(raw)} s`, hint: "--seconds N" };
}

function refused(status: number, location: string | null): Why {
  if (status < 400) {
    const where = location === null ? "" : ` to ${location}`;
    return { why: `the answer is a redirect${where} (status ${status})`, hint: "give the URL that it leads to" };
  }
  const hint =
    status === 401 || status === 403
      ? "--header 'Authorization: ...'"
      : status === 405
        ? "--method, --body @file"
        : null;
  return { why: `the answer is an error: status ${status}`, hint };
}

function secondsOf({ endedMs }: RawRead): number {
  return Number((endedMs / 1000).toFixed(1));
}
