import { COMPLETE, endingOf } from "../../../reader-kit/ends.ts";
import type { Ending, EndTable } from "../../../reader-kit/ends.ts";

/**
 * What curl 8.14 writes when it fails: `curl: (<exit code>) <message>` (`man curl`, EXIT CODES). One code can have several meanings, and
 * then the message decides: 56 is any failure to receive, 16 any of HTTP/2. Each row was measured against a server that does just this.
 */
export const CURL_ENDS: EndTable = [
  [/^curl: \(5[56]\) .*(Connection reset by peer|Broken pipe)/, "reset"],
  [/^curl: \(92\) HTTP\/2 stream \d+ was not closed cleanly: /, "reset"],
  [/^curl: \(56\) Connection died, tried \d+ times/, "reset"], // RST_STREAM with REFUSED_STREAM, each time
  [/^curl: \(18\) /, "cut"], // closed before the final chunk, Content-Length or END_STREAM; GOAWAY too
  [/^curl: \(52\) /, "cut"], // closed without any answer
  [/^curl: \(16\) Error in the HTTP2 framing layer/, "cut"], // the same in HTTP/2
  [/^curl: \(56\) .*unexpected eof while reading/, "cut"], // TLS closed without close_notify
  [/^curl: \([67]\) /, "cut"], // no such host, no connection
  // garbled framing
  [/^curl: \(1\) Received HTTP\/0\.9 when not allowed/, "gave-up"],
  [/^curl: \(8\) /, "gave-up"], // a header that cannot be
  [/^curl: \(23\) Failed reading the chunked-encoded stream/, "gave-up"], // --compressed: what follows the first gzip member
  [/^curl: \(56\) (chunk hex-length|Malformed encoding found in chunked-encoding)/, "gave-up"],
  [/^curl: \(16\) (nghttp2 shuts down|Remote peer returned unexpected data)/, "gave-up"],
  // limits, refusals, codings
  [/^curl: \(100\) /, "gave-up"], // headers too large
  [/^curl: \(28\) /, "gave-up"], // --max-time, --speed-time
  [/^curl: \(35\) /, "gave-up"], // TLS
  [/^curl: \(61\) /, "gave-up"],
];

/**
 * @param exitCode null: ended by a signal
 * @param words what curl wrote to stderr
 * @throws ReaderFailure client_failed: no row knows these words
 */
export function endingOfCurl(exitCode: number | null, words: string): Ending {
  return exitCode === 0 ? COMPLETE : endingOf("curl", CURL_ENDS, words || `no words, exit code ${exitCode}`);
}
