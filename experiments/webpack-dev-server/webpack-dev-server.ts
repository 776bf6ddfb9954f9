import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "webpack-dev-server holds a proxied stream for every browser, because it compresses",
  kind: "fix",
  why: `compress is on by default, and with it the compression middleware stands in front of the proxy. It compresses text/event-stream, and never
    flushes. A browser sends Accept-Encoding, so it gets all tokens at the end; plain curl sends none and streams, which is why the
    proxy looks right there. compress: false cures; so does Cache-Control: no-transform from the app, which production then has too.`,
  path: ["webpack-dev-server", "mock-llm"],
  scenario: { tokens: 16, gapMs: 90 },
  readers: { reader: { headers: { "accept-encoding": "gzip, deflate, br" } } },
  sides: {
    broken: {
      variants: { "webpack-dev-server": "compress-default" },
      expect: { shape: "held", contentEncoding: "br" },
    },
    curl: {
      variants: { "webpack-dev-server": "compress-default" },
      readers: { reader: { headers: {} } },
      expect: { shape: "streamed", contentEncoding: null },
    },
    "no-transform": {
      variants: { "webpack-dev-server": "compress-default" },
      scenario: { headers: { "cache-control": "no-cache, no-transform" } },
      expect: { shape: "streamed", contentEncoding: null },
    },
    fixed: {
      variants: { "webpack-dev-server": "compress-false" },
      expect: { shape: "streamed", contentEncoding: null },
    },
  },
});
