import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "without chunks a long answer leaves nginx 1.31.3 in steps of one page",
  kind: "fix",
  why: `A body with a Content-Length and one that ends by close fill the same raw buffer of one page (4096 bytes) before they go on; the
    chunked body of the same answer, same version, same file, goes on with every read.`,
  path: ["nginx", "mock-llm"],
  scenario: { tokens: 100, gapMs: 22, eventBytes: 220 },
  sides: {
    close: {
      variants: { nginx: "http-1.1-buffering-on" },
      versions: { nginx: "1.31.3" },
      scenario: { framing: "close" },
      expect: { shape: "batched", stepBytes: { min: 3700, max: 4300 } },
    },
    "content-length": {
      variants: { nginx: "http-1.1-buffering-on" },
      versions: { nginx: "1.31.3" },
      scenario: { framing: "content-length" },
      expect: { shape: "batched", stepBytes: { min: 3700, max: 4300 } },
    },
    chunked: {
      variants: { nginx: "http-1.1-buffering-on" },
      versions: { nginx: "1.31.3" },
      scenario: { framing: "chunked" },
      expect: { shape: "streamed" },
    },
  },
});
