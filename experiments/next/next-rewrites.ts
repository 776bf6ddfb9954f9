import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a Next rewrite holds a stream for browsers: compress does, which a route handler flushes",
  kind: "fix",
  why: `next start compresses by default. A rewrite is a proxy that pipes the answer into that compression, and nothing flushes it: a browser
    gets all tokens at the end, while curl, which asks for no coding, streams. Next's own route handler flushes after each piece, so
    the same answer streams, compressed. compress: false cures the rewrite; so does Cache-Control: no-transform from the app.`,
  path: ["next", "mock-llm"],
  scenario: { tokens: 16, gapMs: 90 },
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    broken: { variants: { next: "compress-default" }, expect: { shape: "held", contentEncoding: "gzip" } },
    curl: {
      variants: { next: "compress-default" },
      readers: { reader: { headers: {} } },
      expect: { shape: "streamed", contentEncoding: null },
    },
    "no-transform": {
      variants: { next: "compress-default" },
      scenario: { headers: { "cache-control": "no-cache, no-transform" } },
      expect: { shape: "streamed", contentEncoding: null },
    },
    "route-handler": {
      variants: { next: "compress-default" },
      readers: { reader: { target: "/api/chat" } },
      expect: { shape: "streamed", contentEncoding: "gzip" },
    },
    fixed: { variants: { next: "compress-false" }, expect: { shape: "streamed", contentEncoding: null } },
  },
});
