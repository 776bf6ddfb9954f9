import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "asking with HTTP/1.0, nginx gives a crashed generation a proper end",
  kind: "fix",
  why: `The model server dies after half of the answer and its connection closes. In a chunked body the last chunk is missing, so
    nginx knows and breaks its own answer off. A body that ends when the connection closes has no other end: nginx sends the
    reader a proper last chunk. With chunked_transfer_encoding off nginx knows, but its reader cannot. Only [DONE] tells them apart.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, cut: { afterToken: 8, how: "close" } },
  proofs: ["paced"],
  sides: {
    "http-1.0": {
      variants: { nginx: "http-1.0-buffering-off" },
      expect: { shape: "cut", end: "silent", status: 200, tokens: { min: 8, max: 8 } },
    },
    "origin-closes": {
      path: ["nginx", "mock-llm"],
      variants: { nginx: "http-1.1-buffering-off" },
      scenario: { framing: "close" },
      expect: { shape: "cut", end: "silent", status: 200, tokens: { min: 8, max: 8 } },
    },
    "chunked-off": {
      variants: { nginx: "chunked-transfer-encoding-off" },
      expect: { shape: "cut", end: "silent", status: 200, tokens: { min: 8, max: 8 } },
    },
    fixed: {
      variants: { nginx: "http-1.1-buffering-off" },
      expect: { shape: "cut", end: "cut", status: 200, tokens: { min: 8, max: 8 } },
    },
  },
});
