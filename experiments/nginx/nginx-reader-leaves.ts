import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "nginx stops the model when the reader leaves, unless it caches, or holds and ignores it",
  kind: "fix",
  why: `When the reader closes its connection, nginx closes the one to the model. With proxy_cache it reads the answer to its end for nobody,
    because the next reader may want it (ngx_http_upstream_process_request looks at u->cacheable). With proxy_ignore_client_abort on it
    notices when tokens cannot be written any more: of a chunked answer that is the next one or two, of one that fills a page (HTTP/1.0) it
    is when the next page is full, and this answer ends before.`,
  path: ["nginx", "mock-llm"],
  scenario: { tokens: 30, gapMs: 75, eventBytes: 220 },
  readers: { reader: { method: "GET", leave: { afterToken: 6 } } },
  proofs: ["paced"],
  sides: {
    "ignore-abort-page": {
      variants: { nginx: "http-1.0-ignore-client-abort-on" },
      expect: { shape: "held", end: "left", tokensForNobody: { min: 10 } },
    },
    page: {
      variants: { nginx: "http-1.0-buffering-on" },
      expect: { shape: "held", end: "left", tokensForNobody: { max: 4 } },
    },
    cache: {
      variants: { nginx: "cache-on" },
      expect: { shape: "streamed", end: "left", tokensForNobody: { min: 22 } },
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
