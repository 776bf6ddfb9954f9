import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "requests' iter_lines collects 512 bytes of every answer that is not chunked",
  kind: "fix",
  why: `iter_lines reads with chunk_size=512, and urllib3 waits until so many bytes are there, unless the body comes in chunks: those are handed
    on one by one. So the same line of code streams until the answer has a Content-Length, or somebody sets
    chunked_transfer_encoding off in nginx.`,
  path: ["nginx", "mock-llm"],
  scenario: { tokens: 18, gapMs: 110 },
  readers: { reader: { layer: "requests" } },
  sides: {
    "not-chunked": {
      variants: { nginx: "chunked-transfer-encoding-off", requests: "iter-lines-512" },
      expect: { shape: "batched", stepBytes: { min: 340, max: 650 } },
    },
    "content-length": {
      variants: { requests: "iter-lines-512" },
      scenario: { framing: "content-length" },
      expect: { shape: "batched", stepBytes: { min: 340, max: 650 } },
    },
    chunked: { variants: { requests: "iter-lines-512" }, expect: { shape: "streamed" } },
    "chunk-size-1": {
      variants: { nginx: "chunked-transfer-encoding-off", requests: "iter-lines-1" },
      expect: { shape: "streamed" },
    },
  },
});
