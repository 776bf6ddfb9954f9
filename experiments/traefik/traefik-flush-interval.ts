import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Traefik makes an answer with a Content-Length wait for flushInterval, unless it is events",
  kind: "fix",
  why: `Go's ReverseProxy flushes after each read for text/event-stream and for answers of unknown length. Any other is flushed by a timer:
    responseForwarding.flushInterval, 100 ms by default, 1 s in the example of the documentation. So each line is 100 ms late by default,
    and with 1s lines come once a second. A negative value flushes each write.`,
  path: ["traefik", "mock-llm"],
  scenario: { tokens: 40, gapMs: 90, format: "ndjson", framing: "content-length" },
  readers: { reader: { method: "GET" } },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { traefik: "flush-interval-1s" },
      expect: { shape: "batched", tokensPerBatch: { min: 9, max: 13 } },
    },
    default: { scenario: { tokens: 16, gapMs: 250 }, expect: { shape: "delayed", ttftMs: { min: 80, max: 300 } } },
    chunked: {
      variants: { traefik: "flush-interval-1s" },
      scenario: { framing: "chunked" },
      expect: { shape: "streamed" },
    },
    "event-stream": {
      variants: { traefik: "flush-interval-1s" },
      scenario: { format: "sse" },
      expect: { shape: "streamed" },
    },
    fixed: { variants: { traefik: "flush-interval-immediate" }, expect: { shape: "streamed" } },
  },
});
