import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "httpx gives up on a model that thinks for more than five seconds",
  kind: "fix",
  slow: "waits for httpx's real default of 5 s, which is what people meet",
  why: `httpx waits at most five seconds for the next bytes unless told otherwise, so ReadTimeout is raised while the model thinks, although the
    response head is there and the connection healthy. It is a limit of silence, not of length: an answer that takes
    longer in all streams to its end. timeout=None cures.`,
  path: ["mock-llm"],
  scenario: { tokens: 8, gapMs: 75, ttftMs: 5400 },
  proofs: ["paced"],
  readers: { reader: { layer: "httpx" } },
  sides: {
    broken: {
      variants: { httpx: "timeout-default" },
      expect: {
        shape: "cut",
        end: "gave-up",
        error: "ReadTimeout",
        status: 200,
        tokens: { max: 0 },
        endedMs: { min: 4900, max: 5350 },
      },
    },
    fixed: { variants: { httpx: "iter-bytes" }, expect: { shape: "streamed" } },
    "long-answer": {
      variants: { httpx: "timeout-default" },
      scenario: { ttftMs: 0, tokens: 73 },
      expect: { shape: "streamed", endedMs: { min: 5400 } },
    },
  },
});
