import { defineExperiment } from "../src/model/experiment.ts";

export default defineExperiment({
  title: "express compression holds every event, unless curl looks",
  kind: "fix",
  layer: "app",
  claims: { C20: "partly" },
  why: `zlib keeps what it compresses until a block is full; compression writes into it and does not flush, so an answer of a few KB
    leaves at its end, with gzip and with br. A flush after each event, or Cache-Control: no-transform, which the middleware honours,
    cures it. Without Accept-Encoding, and with identity, nothing is compressed: that is why plain curl sees nothing wrong.`,
  path: ["app", "mock-llm"],
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    broken: { variants: { app: "compression-on" }, expect: { shape: "held", contentEncoding: "gzip" } },
    br: {
      variants: { app: "compression-on" },
      readers: { reader: { headers: { "accept-encoding": "gzip, deflate, br, zstd" } } },
      expect: { shape: "held", contentEncoding: "br" },
    },
    flush: { variants: { app: "compression-flush" }, expect: { shape: "streamed", contentEncoding: "gzip" } },
    "no-transform": {
      variants: { app: "compression-no-transform" },
      expect: { shape: "streamed", contentEncoding: null },
    },
    curl: {
      variants: { app: "compression-on" },
      readers: { reader: { headers: {} } },
      expect: { shape: "streamed", contentEncoding: null },
    },
    identity: {
      variants: { app: "compression-on" },
      readers: { reader: { headers: { "accept-encoding": "identity" } } },
      expect: { shape: "streamed", contentEncoding: null },
    },
  },
});
