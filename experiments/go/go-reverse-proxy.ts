import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Go's ReverseProxy holds an answer with a Content-Length, but no event stream and no chunks",
  kind: "fix",
  why: `httputil.ReverseProxy flushes each read by itself when the answer is text/event-stream or when its length is unknown
    (flushInterval). FlushInterval matters for what is left, an answer of another type with a Content-Length: unset it waits for
    4 KB or the end, 500 ms makes steps, -1 streams. An event stream is in pace even with 500 ms.`,
  path: ["go", "mock-llm"],
  scenario: { tokens: 16, gapMs: 100, ttftMs: 300, eventBytes: 220, format: "ndjson", framing: "content-length" },
  sides: {
    broken: { variants: { go: "reverse-proxy" }, expect: { shape: "held", headers: "with-token" } },
    "500ms": { variants: { go: "reverse-proxy-flush-500ms" }, expect: { shape: "batched" } },
    "500ms-events": {
      variants: { go: "reverse-proxy-flush-500ms" },
      scenario: { format: "sse" },
      expect: { shape: "streamed" },
    },
    chunked: {
      variants: { go: "reverse-proxy" },
      scenario: { framing: "chunked" },
      expect: { shape: "streamed", headers: "before-token" },
    },
    events: { variants: { go: "reverse-proxy" }, scenario: { format: "sse" }, expect: { shape: "streamed" } },
    fixed: {
      variants: { go: "reverse-proxy-flush-immediate" },
      expect: { shape: "streamed", headers: "before-token" },
    },
  },
});
