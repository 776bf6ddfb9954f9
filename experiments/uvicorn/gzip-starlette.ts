import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "GZipMiddleware of Starlette 0.45.3 holds event-stream; newer ones leave it alone",
  kind: "version",
  why: `Up to 0.45 the middleware compresses every type and never flushes: zlib keeps a short answer to its end. From 0.46 it leaves
    text/event-stream alone, and the reader gets it uncompressed.`,
  path: ["uvicorn", "mock-llm"],
  scenario: { tokens: 20, gapMs: 80 },
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    "0.45.3": {
      versions: { uvicorn: "starlette-0.45.3" },
      variants: { uvicorn: "gzip-middleware-on" },
      expect: { shape: "held", contentEncoding: "gzip" },
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
