import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "over TLS and HTTP/1.1 a long answer leaves nginx in steps of ssl_buffer_size, 16 KB or 4",
  kind: "fix",
  why: `With buffering on nothing flushes the record that ngx_ssl_send_chain fills, so the answer goes on each time ssl_buffer_size is full: 16 KB by
    default, on the old version and on the new one. ssl_buffer_size 4k makes smaller steps and is no fix; over HTTP/2 each frame is
    flushed, and the long answer streams.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 120, gapMs: 22, eventBytes: 400 },
  readers: { reader: { scheme: "https" } },
  sides: {
    broken: {
      variants: { nginx: "tls-buffering-on" },
      expect: { shape: "batched", stepBytes: { min: 15_000, max: 17_000 } },
    },
    "broken-1.31.3": {
      variants: { nginx: "tls-buffering-on" },
      versions: { nginx: "1.31.3" },
      expect: { shape: "batched", stepBytes: { min: 15_000, max: 17_000 } },
    },
    "smaller-records": {
      variants: { nginx: "tls-ssl-buffer-4k" },
      expect: { shape: "batched", stepBytes: { min: 3600, max: 4400 } },
    },
    h2: {
      variants: { nginx: "tls-buffering-on" },
      readers: { reader: { httpVersion: "2" } },
      expect: { shape: "streamed" },
    },
  },
});
