import { METHODS } from "node:http";
import { LabError } from "../../model/error.ts";

/** Flags of `./lab verify --url`, files already read. */
export interface UrlOptions {
  readonly url: string;
  readonly direct?: string;
  /** `Name: value`, sent as they are to both URLs. */
  readonly headers?: readonly string[];
  readonly body?: string | Uint8Array;
  /** Default: GET, with a body POST. */
  readonly method?: string;
  /** PEM of a certificate authority of one's own, trusted instead of the usual ones. */
  readonly ca?: string;
  /** Never more requests than this, to both URLs together. Default: 3. */
  readonly requests?: number;
  /** An answer that takes longer is left. Default: 60. */
  readonly seconds?: number;
  /** So is one that is longer, decoded. Default: 8 MiB. */
  readonly maxBytes?: number;
}

/** The same, checked. */
export interface Wanted {
  readonly url: URL;
  readonly direct: URL | null;
  /** Name, value, name, value. */
  readonly headers: readonly string[];
  readonly body: Buffer | null;
  readonly method: string;
  readonly ca: string | null;
  readonly requests: number;
  readonly seconds: number;
  readonly maxBytes: number;
}

/** RFC 9110 5.6.2 and 5.5. */
const HEADER = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([\t\u0020-\u007e\u0080-\u00ff]*)$/u;

/** @throws LabError usage; no message has a header's value, nor a URL's credentials or query */
export function wantedOf(options: UrlOptions): Wanted {
  const { direct, headers = [], body, requests = 3, seconds = 60, maxBytes = 8 * 1024 * 1024 } = options;
  if (requests < 1 || (direct !== undefined && requests < 2)) {
    throw new LabError("usage", "--direct compares two answers, so it takes two requests", {
      ...{
        observed: `--requests ${requests}`,
        limit: direct === undefined ? "1 or more" : "2 or more; with 3 noise is known",
      },
    });
  }
  const method = options.method?.toUpperCase() ?? (body === undefined ? "GET" : "POST");
  if (!METHODS.includes(method) || method === "CONNECT") {
    throw new LabError("usage", "--method is no HTTP method", { observed: method, limit: "GET, POST, PUT, ..." });
  }
  return {
    url: urlOf("--url", options.url),
    direct: direct === undefined ? null : urlOf("--direct", direct),
    headers: headers.flatMap(headerOf),
    body: body === undefined ? null : Buffer.from(body),
    ...{ method, ca: options.ca ?? null, requests, seconds, maxBytes },
  };
}

function urlOf(flag: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw new LabError("usage", `${flag} is no URL of http or https`, {
      hint: "https://staging.example.com/chat",
      ...(url === null ? {} : { observed: url.protocol }),
    });
  }
  if (url.username !== "" || url.password !== "") {
    throw new LabError("usage", `${flag} has credentials in it`, {
      hint: "give them as --header 'Authorization: ...'",
    });
  }
  return url;
}

function headerOf(line: string): string[] {
  const [, name, value] = HEADER.exec(line) ?? [];
  if (name === undefined || value === undefined) {
    // what stands there may be a secret: only a name is shown, and only if it is one
    const known = /^[\w-]+(?=:)/u.exec(line)?.[0];
    throw new LabError("usage", `--header is NAME: VALUE, in one line${known === undefined ? "" : ` (${known})`}`);
  }
  return [name, value];
}

/** A URL as it may be shown. */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}${url.search === "" ? "" : "?..."}`;
}
