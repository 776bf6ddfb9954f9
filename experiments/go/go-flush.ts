import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a Go handler that does not flush holds up to 4 KB; io.Copy lets the first 512 bytes go",
  kind: "fix",
  why: `What a handler writes goes into two buffers of net/http, 2 KB for the chunk and 4 KB for the connection, and leaves when both are full or
    the handler returns. io.Copy is no exception but for the 512 bytes from which it guesses the type. http.TimeoutHandler is worse: it
    collects the answer, however long, and its writer cannot flush. A flush after each write lets each token go.`,
  path: ["go", "mock-llm"],
  scenario: { tokens: 16, gapMs: 90, ttftMs: 300, eventBytes: 220 },
  sides: {
    unflushed: { variants: { go: "copy-unflushed" }, expect: { shape: "held", headers: "with-token" } },
    long: {
      variants: { go: "copy-unflushed" },
      scenario: { tokens: 60, gapMs: 80, eventBytes: 400 },
      expect: { shape: "batched", stepBytes: { min: 3000, max: 4500 } },
    },
    "io-copy": {
      variants: { go: "io-copy" },
      expect: { shape: "held", heldFromToken: { min: 2, max: 4 }, lockstep: "let-go", holdBytes: { max: 700 } },
    },
    "timeout-handler": { variants: { go: "timeout-handler-10s" }, expect: { shape: "held", headers: "with-token" } },
    fixed: { variants: { go: "copy-flush" }, expect: { shape: "streamed", headers: "before-token" } },
  },
});
