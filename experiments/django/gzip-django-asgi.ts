import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Django's GZipMiddleware under ASGI: 6.0 holds a stream that 5.2 and 6.1 let through",
  kind: "version",
  why: `Three ways to compress an asynchronous stream. 5.2 makes a whole gzip member of each piece: in pace, larger than uncompressed, and readers that stop after
    the first member see one token. 6.0 writes all into one compressor and never flushes. 6.1 flushes each piece.`,
  path: ["django", "mock-llm"],
  scenario: { tokens: 20, gapMs: 80 },
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    "5.2.19": {
      versions: { django: "5.2.19" },
      variants: { django: "gzip-middleware-asgi" },
      expect: { shape: "streamed", contentEncoding: "gzip" },
    },
    "6.0.10": {
      versions: { django: "6.0.10" },
      variants: { django: "gzip-middleware-asgi" },
      expect: { shape: "held", contentEncoding: "gzip" },
    },
    "6.1.3": {
      variants: { django: "gzip-middleware-asgi" },
      expect: { shape: "streamed", contentEncoding: "gzip" },
    },
  },
});
