import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "proxy_cache off, Connection '' and chunked_transfer_encoding off leave an answer held",
  kind: "placebo",
  why: `None of these directives, copied from guide to guide, touches the buffer that holds the answer. proxy_cache is off by default. Connection ''
    is about keeping upstream connections. chunked_transfer_encoding is about the reader's side of nginx (off, it takes away the mark by
    which a reader knows the end).`,
  path: ["nginx", "mock-llm"],
  scenario: { tokens: 12, gapMs: 110, eventBytes: 220 },
  sides: {
    without: {
      variants: { nginx: "http-1.0-buffering-on" },
      expect: {
        shape: "held",
        requestHeaders: { connection: "close" },
        responseHeaders: { "transfer-encoding": "chunked" },
      },
    },
    "proxy-cache-off": { variants: { nginx: "http-1.0-cache-off" }, expect: { shape: "held" } },
    "connection-empty": {
      variants: { nginx: "http-1.0-connection-empty" },
      expect: { shape: "held", requestHeaders: { connection: null } },
    },
    "chunked-off": {
      variants: { nginx: "http-1.0-chunked-off" },
      expect: { shape: "held", responseHeaders: { "transfer-encoding": null } },
    },
    "buffering-off": { variants: { nginx: "http-1.0-buffering-off" }, expect: { shape: "streamed" } },
  },
});
