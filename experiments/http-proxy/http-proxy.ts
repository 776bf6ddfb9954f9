import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "http-proxy streams; a response interceptor, or compression in front of it, holds",
  kind: "fix",
  why: `http-proxy and http-proxy-middleware pipe the answer: each token passes. responseInterceptor, with which people change a header or a
    body, collects the whole answer before it calls anybody. The compression middleware in front of the proxy compresses what passes and never
    flushes it, for every reader that sends Accept-Encoding.`,
  path: ["http-proxy", "mock-llm"],
  scenario: { tokens: 16, gapMs: 90 },
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    interceptor: { variants: { "http-proxy": "response-interceptor" }, expect: { shape: "held" } },
    compression: {
      variants: { "http-proxy": "compression-on" },
      expect: { shape: "held", contentEncoding: "gzip" },
    },
    fixed: { variants: { "http-proxy": "compression-off" }, expect: { shape: "streamed" } },
    "http-proxy": { variants: { "http-proxy": "defaults" }, expect: { shape: "streamed" } },
  },
});
