import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Django's GZipMiddleware under WSGI: 5.2 and 6.0 hold a short stream, 6.1 flushes",
  kind: "version",
  why: `compress_sequence writes each piece into one compressor and passes on what comes out of it. Without a flush that is nothing until zlib
    has a block together: a short answer never fills one, a long one some 740 KB of events apart. 6.1 flushes after each piece.`,
  changed: [{ in: "6.1", source: "https://code.djangoproject.com/ticket/36293" }],
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
    "6.0.10-long": {
      versions: { django: "6.0.10" },
      variants: { django: "gzip-middleware-wsgi" },
      scenario: { tokens: 8250, gapMs: 75, releaseEvery: 250 },
      expect: {
        shape: "batched",
        contentEncoding: "gzip",
        stepBytes: { min: 600_000, max: 850_000 },
        lockstep: "let-go",
        holdBytes: { min: 600_000 },
      },
    },
    "6.1.3": {
      variants: { django: "gzip-middleware-wsgi" },
      expect: { shape: "streamed", contentEncoding: "gzip" },
    },
  },
});
