import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "express compression holds a short answer, unless the reader asks for none, as plain curl",
  kind: "fix",
  why: `zlib keeps what it compresses until a block is full; compression writes into it and does not flush, so an answer of a few KB
    leaves at its end (a long one: compression-long). A flush after each event, or Cache-Control: no-transform, which the middleware honours, cures it. Without
    Accept-Encoding nothing is compressed: that is why plain curl sees nothing wrong.`,
  path: ["app", "mock-llm"],
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    broken: { variants: { app: "compression-on" }, expect: { shape: "held", contentEncoding: "gzip" } },
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
  },
});
