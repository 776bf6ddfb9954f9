import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "the same server streams to curl -N and holds for Chromium, which asks for compression",
  kind: "fix",
  why: `Every request of a browser carries Accept-Encoding (gzip, deflate over http), and a page cannot take it away; curl sends none unless told.
    So the compression middleware, which holds what it does not flush, acts on the browser, and on a curl that asks too (--compressed).
    Flushed after each event, the answer is compressed and Chromium decodes it in pace: the browser holds nothing.`,
  path: ["app", "mock-llm"],
  readers: { reader: { layer: "chromium" } },
  sides: {
    broken: { variants: { app: "compression-on" }, expect: { shape: "held", contentEncoding: "gzip" } },
    curl: {
      variants: { app: "compression-on" },
      readers: { reader: { layer: "curl" } },
      expect: { shape: "streamed", contentEncoding: null },
    },
    "curl-compressed": {
      variants: { app: "compression-on", curl: "compressed-on" },
      readers: { reader: { layer: "curl" } },
      expect: { shape: "held", contentEncoding: "br" },
    },
    fixed: { variants: { app: "compression-flush" }, expect: { shape: "streamed", contentEncoding: "gzip" } },
  },
});
