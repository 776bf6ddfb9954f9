import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Django's GZipMiddleware under ASGI: 6.0 holds a short stream, 5.2 and 6.1 let it through",
  kind: "version",
  why: `Three ways to compress an asynchronous stream. 5.2 makes a whole gzip member of each piece: in pace, and larger than the 3.7 KB that the
    answer has uncompressed (who can read it: gzip-django-readers). 6.0 writes all into one compressor and never flushes: it lets go
    when zlib's block is full, some 740 KB of events apart. 6.1 flushes each piece.`,
  changed: [
    { in: "6.0", source: "https://code.djangoproject.com/ticket/36656" },
    { in: "6.1", source: "https://code.djangoproject.com/ticket/36293" },
  ],
  path: ["django", "mock-llm"],
  scenario: { tokens: 20, gapMs: 80 },
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    "5.2.19": {
      versions: { django: "5.2.19" },
      variants: { django: "gzip-middleware-asgi" },
      expect: { shape: "streamed", contentEncoding: "gzip", bodyBytes: { min: 4000 } },
    },
    "6.0.10": {
      versions: { django: "6.0.10" },
      variants: { django: "gzip-middleware-asgi" },
      expect: { shape: "held", contentEncoding: "gzip" },
    },
    "6.0.10-long": {
      versions: { django: "6.0.10" },
      variants: { django: "gzip-middleware-asgi" },
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
      variants: { django: "gzip-middleware-asgi" },
      expect: { shape: "streamed", contentEncoding: "gzip" },
    },
  },
});
