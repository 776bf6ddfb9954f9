import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Go's http.Server.WriteTimeout cuts a healthy stream; its read and idle timeouts do not",
  kind: "fix",
  why: `WriteTimeout is one deadline for the whole answer, set when the head of the request has been read. Tokens that arrive in pace do not
    move it: the first write after it fails, and the connection closes without the last chunk. ReadTimeout and
    ReadHeaderTimeout are about the request, IdleTimeout about the time between two. SetWriteDeadline(time.Time{}) takes the
    limit off this one answer and leaves it on all others.`,
  path: ["go", "mock-llm"],
  scenario: { tokens: 26, gapMs: 90 },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { go: "write-timeout-1s" },
      expect: { shape: "cut", end: "cut", status: 200, endedMs: { min: 950, max: 1500 } },
    },
    "others-1s": { variants: { go: "write-timeout-off-others-1s" }, expect: { shape: "streamed" } },
    fixed: { variants: { go: "write-timeout-1s-cleared" }, expect: { shape: "streamed" } },
  },
});
