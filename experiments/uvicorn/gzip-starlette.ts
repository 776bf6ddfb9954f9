import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "GZipMiddleware of Starlette 0.45.3 holds event-stream; 1.3.1 and 1.10.0 leave it alone",
  kind: "version",
  why: `0.45.3 compresses every type and never flushes: zlib keeps a short answer to its end, and lets a long one go when a block of its
    own is full, some 740 KB of events like these. From 0.46 the middleware leaves text/event-stream alone, and the reader gets it
    uncompressed.`,
  changed: [{ product: "starlette", in: "0.46.0", source: "https://github.com/Kludex/starlette/pull/2871" }],
  path: ["uvicorn", "mock-llm"],
  scenario: { tokens: 20, gapMs: 80 },
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    "0.45.3": {
      versions: { uvicorn: "starlette-0.45.3" },
      variants: { uvicorn: "gzip-middleware-on" },
      expect: { shape: "held", contentEncoding: "gzip" },
    },
    "0.45.3-long": {
      versions: { uvicorn: "starlette-0.45.3" },
      variants: { uvicorn: "gzip-middleware-on" },
      scenario: { tokens: 8250, gapMs: 75, releaseEvery: 250 },
      expect: {
        shape: "batched",
        contentEncoding: "gzip",
        stepBytes: { min: 600_000, max: 850_000 },
        lockstep: "let-go",
        holdBytes: { min: 600_000 },
      },
    },
    "1.3.1": {
      versions: { uvicorn: "starlette-1.3.1" },
      variants: { uvicorn: "gzip-middleware-on" },
      expect: { shape: "streamed", contentEncoding: null },
    },
    "1.10.0": {
      variants: { uvicorn: "gzip-middleware-on" },
      expect: { shape: "streamed", contentEncoding: null },
    },
  },
});
