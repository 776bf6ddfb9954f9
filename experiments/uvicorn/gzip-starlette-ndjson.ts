import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "GZipMiddleware of Starlette 1.3.1 still holds short NDJSON; 1.10.0 flushes it, compressed",
  kind: "version",
  why: `The exception for text/event-stream is of no use to a stream of another type. From 1.5.0 the middleware flushes each piece that the
    application sends: NDJSON comes compressed and in pace.`,
  changed: [{ product: "starlette", in: "1.5.0", source: "https://github.com/Kludex/starlette/pull/3419" }],
  path: ["uvicorn", "mock-llm"],
  scenario: { tokens: 20, gapMs: 80, format: "ndjson" },
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
      expect: { shape: "held", contentEncoding: "gzip" },
    },
    "1.10.0": {
      variants: { uvicorn: "gzip-middleware-on" },
      expect: { shape: "streamed", contentEncoding: "gzip" },
    },
  },
});
