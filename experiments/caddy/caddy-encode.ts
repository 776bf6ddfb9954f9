import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Caddy 2.6.2's encode holds an answer whose first event is larger than 512 bytes",
  kind: "fix",
  why: `encode decides once, by the size of the first write against minimum_length (512 B): below it the answer is never compressed, and
    streams. Above it the encoder gets every event, but the flush that follows each goes past it to the connection
    (responseWriter.Flush, fixed in 2.9.0): the gzip header arrives, the tokens at the end. A reader that accepts no coding streams. So
    does the route that a matcher keeps out of encode. no-transform from the app is not read by this version.`,
  path: ["caddy", "mock-llm"],
  scenario: { tokens: 16, gapMs: 90, eventBytes: 700 },
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    gzip: { variants: { caddy: "encode-on" }, expect: { shape: "held", contentEncoding: "gzip" } },
    zstd: {
      variants: { caddy: "encode-on" },
      readers: { reader: { headers: { "accept-encoding": "zstd" } } },
      expect: { shape: "held", contentEncoding: "zstd" },
    },
    "no-transform": {
      variants: { caddy: "encode-on" },
      scenario: { headers: { "cache-control": "no-transform" } },
      expect: { shape: "held", contentEncoding: "gzip" },
    },
    "small-event": {
      variants: { caddy: "encode-on" },
      scenario: { eventBytes: 220 },
      expect: { shape: "streamed", contentEncoding: null },
    },
    "no-coding": {
      variants: { caddy: "encode-on" },
      readers: { reader: { headers: { "accept-encoding": "identity" } } },
      expect: { shape: "streamed", contentEncoding: null },
    },
    fixed: { variants: { caddy: "encode-not-chat" }, expect: { shape: "streamed", contentEncoding: null } },
  },
});
