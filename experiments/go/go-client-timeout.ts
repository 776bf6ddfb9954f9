import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Go's http.Client.Timeout cuts a healthy stream; with its error ignored the cut looks whole",
  kind: "fix",
  why: `http.Client.Timeout includes the reading of the body: after 1 s the read fails, in the middle of an answer that is in pace. What the reader
    sees is the handler's doing. One that returns has net/http write the last chunk, and half an answer looks whole; one that
    panics with http.ErrAbortHandler breaks off. ResponseHeaderTimeout limits what was meant, the wait for the head.`,
  path: ["go", "mock-llm"],
  scenario: { tokens: 26, gapMs: 90 },
  proofs: ["paced"],
  sides: {
    "error-ignored": {
      variants: { go: "client-timeout-1s-error-ignored" },
      expect: { shape: "cut", end: "silent", status: 200, endedMs: { min: 900, max: 1500 } },
    },
    aborted: {
      variants: { go: "client-timeout-1s" },
      expect: { shape: "cut", end: "cut", status: 200, endedMs: { min: 900, max: 1500 } },
    },
    fixed: { variants: { go: "response-header-timeout-1s" }, expect: { shape: "streamed" } },
  },
});
