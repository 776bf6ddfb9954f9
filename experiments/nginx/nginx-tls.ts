import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "TLS brings the hold back for an HTTP/1.1 reader; over HTTP/2 nginx streams",
  kind: "fix",
  why: `The same chunked answer streams on cleartext. Over TLS nginx fills a record of ssl_buffer_size (16 KB) before it sends: ngx_ssl_send_chain
    looks at the flush mark of a buffer only, and with buffering on chunks carry another one (recycled). The HTTP/2 filter marks each
    frame: h2 streams, from the same file. proxy_buffering off marks every read.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 20, gapMs: 90, eventBytes: 220 },
  readers: { reader: { scheme: "https" } },
  sides: {
    broken: { variants: { nginx: "tls-buffering-on" }, expect: { shape: "held" } },
    "broken-1.31.3": {
      variants: { nginx: "tls-buffering-on" },
      versions: { nginx: "1.31.3" },
      expect: { shape: "held" },
    },
    cleartext: {
      variants: { nginx: "tls-buffering-on" },
      readers: { reader: { scheme: "http" } },
      expect: { shape: "streamed" },
    },
    h2: {
      variants: { nginx: "tls-buffering-on" },
      readers: { reader: { httpVersion: "2" } },
      expect: { shape: "streamed" },
    },
    fixed: { variants: { nginx: "tls-buffering-off" }, expect: { shape: "streamed" } },
  },
});
