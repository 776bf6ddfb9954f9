import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Caddy holds up to 4 KB of an answer with a Content-Length, unless it is an event stream",
  kind: "fix",
  why: `reverse_proxy flushes after each read only for text/event-stream and for answers of unknown length. Any other answer is written into
    the connection's buffer of 4 KB (net/http's bufio.Writer), which leaves when it is full: a short answer at its end, a longer one in
    steps, the head with the first. flush_interval -1 flushes these, too.`,
  path: ["caddy", "mock-llm"],
  scenario: { tokens: 16, gapMs: 90, ttftMs: 300, eventBytes: 220, format: "ndjson", framing: "content-length" },
  sides: {
    broken: { expect: { shape: "held", headers: "with-token" } },
    long: {
      scenario: { tokens: 60, gapMs: 80, eventBytes: 400 },
      expect: { shape: "batched", stepBytes: { min: 3000, max: 4500 } },
    },
    chunked: { scenario: { framing: "chunked" }, expect: { shape: "streamed" } },
    "event-stream": { scenario: { format: "sse" }, expect: { shape: "streamed" } },
    fixed: { variants: { caddy: "flush-interval-immediate" }, expect: { shape: "streamed", headers: "before-token" } },
  },
});
