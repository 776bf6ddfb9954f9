import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Django's GZipMiddleware under WSGI holds a stream up to 6.0; 6.1 flushes each piece",
  kind: "version",
  why: `compress_sequence writes each piece into one compressor and passes on what comes out of it. Without a flush that is nothing until zlib
    has a block together, which a short answer never fills. 6.1 flushes after each piece.`,
  path: ["django", "mock-llm"],
  scenario: { tokens: 20, gapMs: 80 },
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    "5.2.19": {
      versions: { django: "5.2.19" },
      variants: { django: "gzip-middleware-wsgi" },
      expect: { shape: "held", contentEncoding: "gzip" },
    },
    "6.0.10": {
      versions: { django: "6.0.10" },
      variants: { django: "gzip-middleware-wsgi" },
      expect: { shape: "held", contentEncoding: "gzip" },
    },
    "6.1.3": {
      variants: { django: "gzip-middleware-wsgi" },
      expect: { shape: "streamed", contentEncoding: "gzip" },
    },
  },
});
