/** How a read ended. */
export type ReadEnd = "complete" | "failed" | "time-up" | "too-long";

/** What came back to one request, as it came. */
export interface RawRead {
  /** False: the connection did not get so far. */
  readonly sent: boolean;
  readonly protocol: "HTTP/1.1" | "HTTP/2";
  readonly status: number | null;
  readonly contentType: string | null;
  readonly encoding: string | null;
  readonly length: string | null;
  readonly chunked: boolean;
  /** Where a redirect leads, as it may be shown. */
  readonly location: string | null;
  /** ms since the request was written. */
  readonly headersMs: number | null;
  readonly endedMs: number;
  /** Decoded parts of the body. */
  readonly parts: readonly { readonly atMs: number; readonly bytes: Buffer }[];
  readonly end: ReadEnd;
  /** The code of what went wrong: `ECONNREFUSED`. Never a message, which might quote what was sent. */
  readonly code: string | null;
}
