import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "eight readers behind a buffer all wait alike: the worst is no 20 times the median",
  kind: "fix",
  why: `A buffer delays every reader to the end of its own answer, so under load the slowest first token comes close to the
    fastest: buffering lifts the whole distribution, it does not stretch its tail. With buffering off all of them fall, by the ratio
    of the answer's length to the model's first token, here some ten times. What stretches a tail is queueing, or answers of
    different lengths.`,
  path: ["nginx", "app", "mock-llm"],
  proofs: ["paced"],
  scenario: { tokens: 16, ttftMs: 150, gapMs: 110, eventBytes: 220 },
  readers: { reader: { count: 8, everyMs: 50 } },
  sides: {
    broken: {
      variants: { nginx: "http-1.0-buffering-on" },
      expect: { shape: "held", ttftMs: { min: 1500, max: 2200 } },
    },
    fixed: {
      variants: { nginx: "http-1.0-buffering-off" },
      expect: { shape: "streamed", ttftMs: { min: 150, max: 350 } },
    },
  },
});
