import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a Go relay that returns when its read fails gives a crashed generation a proper end",
  kind: "fix",
  why: `The model server dies after half of its chunked answer, and the relay's read fails with an unexpected EOF. A handler that returns is
    done, for net/http: it writes the last chunk. panic(http.ErrAbortHandler) is the way to break off, and what
    httputil.ReverseProxy does.`,
  path: ["go", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, cut: { afterToken: 8, how: "close" } },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { go: "error-ignored" },
      expect: { shape: "cut", end: "silent", status: 200, tokens: { min: 8, max: 8 } },
    },
    "reverse-proxy": {
      variants: { go: "reverse-proxy" },
      expect: { shape: "cut", end: "cut", status: 200, tokens: { min: 8, max: 8 } },
    },
    fixed: {
      variants: { go: "copy-flush" },
      expect: { shape: "cut", end: "cut", status: 200, tokens: { min: 8, max: 8 } },
    },
  },
});
