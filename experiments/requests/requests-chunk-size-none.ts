import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "requests' chunk_size=None holds an answer that is not chunked to its end",
  kind: "fix",
  why: `requests says of chunk_size=None that it reads data as it arrives. That is true of a chunked body only: of any other, urllib3's stream(None) reads
    all there will ever be, and the first piece is the whole answer. raw.read1 asks for what is there, whatever the framing.`,
  path: ["mock-llm"],
  scenario: { tokens: 18, gapMs: 110, framing: "close" },
  readers: { reader: { layer: "requests" } },
  sides: {
    none: { variants: { requests: "iter-content-none" }, expect: { shape: "held" } },
    "none-content-length": {
      variants: { requests: "iter-content-none" },
      scenario: { framing: "content-length" },
      expect: { shape: "held" },
    },
    "none-chunked": {
      variants: { requests: "iter-content-none" },
      scenario: { framing: "chunked" },
      expect: { shape: "streamed" },
    },
    read1: { variants: { requests: "raw-read1" }, expect: { shape: "streamed" } },
    "read1-chunked": {
      variants: { requests: "raw-read1" },
      scenario: { framing: "chunked" },
      expect: { shape: "streamed" },
    },
  },
});
