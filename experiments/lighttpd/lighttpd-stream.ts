import { defineExperiment } from "../../src/model/experiment.ts";

const gzip = { reader: { headers: { "accept-encoding": "gzip" } } };

export default defineExperiment({
  title: "lighttpd holds every answer whole; with stream-response-body 1 it streams, uncompressed",
  kind: "fix",
  why: `With server.stream-response-body 0, the default, lighttpd collects the whole answer before it sends its first byte, head included,
    whatever its size, also over HTTP/2. With 1 or 2 it writes what it reads. mod_deflate compresses whole answers only: it compresses what
    is held, and leaves alone what streams.`,
  path: ["lighttpd", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75 },
  sides: {
    broken: { variants: { lighttpd: "stream-response-body-0" }, expect: { shape: "held" } },
    "broken-long": {
      variants: { lighttpd: "stream-response-body-0" },
      scenario: { tokens: 80, gapMs: 25, eventBytes: 4000 },
      expect: { shape: "held" },
    },
    "broken-http2": {
      variants: { lighttpd: "stream-response-body-0" },
      readers: { reader: { httpVersion: "2" } },
      expect: { shape: "held" },
    },
    deflate: {
      variants: { lighttpd: "deflate-on-stream-response-body-0" },
      readers: gzip,
      expect: { shape: "held", contentEncoding: "gzip" },
    },
    "fixed-deflate": {
      variants: { lighttpd: "deflate-on-stream-response-body-1" },
      readers: gzip,
      expect: { shape: "streamed", contentEncoding: null },
    },
    fixed: { variants: { lighttpd: "stream-response-body-1" }, expect: { shape: "streamed" } },
    "fixed-2": { variants: { lighttpd: "stream-response-body-2" }, expect: { shape: "streamed" } },
  },
});
