import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "HAProxy lets events wait up to 200 ms for HTTP/1.1 readers; http-no-delay sends each",
  kind: "fix",
  why: `HAProxy marks each write towards an HTTP/1.1 reader with MSG_MORE until it has seen the end of the answer: the kernel then keeps a
    segment that is not full for 200 ms. Tokens 75 ms apart come three at a time; tokens 300 ms apart come one by one, each 200 ms late. TLS
    changes nothing. HTTP/2 is spared, where a frame is marked only while another one waits to be written, and so is an answer that ends by
    close, which HAProxy passes on as a tunnel's. The last event is let go by the end of the answer. No lockstep: its deadline is longer than
    this hold.`,
  path: ["haproxy", "mock-llm"],
  scenario: { tokens: 24, gapMs: 75 },
  proofs: ["paced"],
  sides: {
    chunked: {
      variants: { haproxy: "http-no-delay-off" },
      expect: { shape: "batched", tokensPerBatch: { min: 2, max: 4 } },
    },
    "content-length": {
      variants: { haproxy: "http-no-delay-off" },
      scenario: { framing: "content-length" },
      expect: { shape: "batched", tokensPerBatch: { min: 2, max: 4 } },
    },
    "slow-model": {
      variants: { haproxy: "http-no-delay-off" },
      scenario: { tokens: 16, gapMs: 300 },
      expect: { shape: "delayed", ttftMs: { min: 150 } },
    },
    tls: {
      variants: { haproxy: "tls-http-no-delay-off" },
      readers: { reader: { scheme: "https" } },
      expect: { shape: "batched" },
    },
    "tls-http2": {
      variants: { haproxy: "tls-http-no-delay-off" },
      readers: { reader: { scheme: "https", httpVersion: "2" } },
      expect: { shape: "streamed" },
    },
    close: {
      variants: { haproxy: "http-no-delay-off" },
      scenario: { framing: "close" },
      expect: { shape: "streamed" },
    },
    fixed: { variants: { haproxy: "http-no-delay-on" }, expect: { shape: "streamed" } },
    "fixed-tls": {
      variants: { haproxy: "tls-http-no-delay-on" },
      readers: { reader: { scheme: "https" } },
      expect: { shape: "streamed" },
    },
  },
});
