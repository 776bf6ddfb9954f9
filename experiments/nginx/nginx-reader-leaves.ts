import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "nginx ends the model's request when the reader leaves, unless a cache wants the answer",
  kind: "fix",
  why: `When the reader closes its connection, nginx closes the one to the model. proxy_ignore_client_abort on changes little for a stream:
    nginx notices when the next tokens cannot be written. With proxy_cache it reads the answer to its end for nobody, because the
    next reader may want it (ngx_http_upstream_process_request looks at u->cacheable).`,
  path: ["nginx", "mock-llm"],
  scenario: { tokens: 24, gapMs: 75 },
  readers: { reader: { method: "GET", leave: { afterToken: 6 } } },
  proofs: ["paced"],
  sides: {
    cache: {
      variants: { nginx: "cache-on" },
      expect: { shape: "streamed", end: "left", tokensForNobody: { min: 17 } },
    },
    "ignore-abort": {
      variants: { nginx: "ignore-client-abort-on" },
      expect: { shape: "streamed", end: "left", tokensForNobody: { max: 4 } },
    },
    fixed: {
      variants: { nginx: "http-1.1-buffering-on" },
      expect: { shape: "streamed", end: "left", tokensForNobody: { max: 4 } },
    },
  },
});
