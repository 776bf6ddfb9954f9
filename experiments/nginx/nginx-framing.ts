import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "nginx 1.31.3 holds a short body with Content-Length or an end by close, not a chunked one",
  kind: "fix",
  why: `What counts is how the upstream marks the end of its answer, not the HTTP version of the request. All sides ask with HTTP/1.1, buffering
    on. Only the chunked parser tells nginx after each chunk that what is there is enough; with a Content-Length, or an end by
    close, a page (4096 bytes) has to fill, or the body to end. Chunked answers stream, and so does any with buffering off.`,
  path: ["nginx", "mock-llm"],
  scenario: { tokens: 16, gapMs: 110, eventBytes: 220, framing: "close" },
  sides: {
    close: {
      variants: { nginx: "http-1.1-buffering-on" },
      versions: { nginx: "1.31.3" },
      expect: { shape: "held" },
    },
    "content-length": {
      variants: { nginx: "http-1.1-buffering-on" },
      versions: { nginx: "1.31.3" },
      scenario: { framing: "content-length" },
      expect: { shape: "held" },
    },
    chunked: {
      variants: { nginx: "http-1.1-buffering-on" },
      versions: { nginx: "1.31.3" },
      scenario: { framing: "chunked" },
      expect: { shape: "streamed" },
    },
    unbuffered: {
      variants: { nginx: "http-1.1-buffering-off" },
      versions: { nginx: "1.31.3" },
      expect: { shape: "streamed" },
    },
  },
});
