import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a guardrail trades the first token against what leaks: whole answer, sentence, or aside",
  kind: "fix",
  why: `A check that needs 300 ms. Of the whole answer it costs the whole answer's time, and nothing leaks. Sentence by sentence the first token waits for the
    end of its sentence and the check, and what the forbidden sentence says stays here. Aside, nothing waits, and what was said until
    the check has come back has been read: the stream can only end there.`,
  path: ["gateway", "mock-llm"],
  scenario: {
    tokens: 32,
    gapMs: 90,
    text: "The harbor was calm before the first light. Every boat came home with the morning tide. ",
  },
  readers: {
    harmless: {},
    harmful: {
      // the fourth word of the second sentence must not be read
      scenario: {
        text: "The harbor was calm before the first light. Nobody knew the password of the old lamp. ",
      },
    },
  },
  proofs: ["paced"],
  sides: {
    "whole-answer": {
      variants: { gateway: "guardrail-whole-answer" },
      expect: {
        readers: {
          harmless: { shape: "held", ttftMs: { min: 2900 } },
          harmful: { shape: "cut", end: "clean", tokens: { max: 0 } },
        },
      },
    },
    sentences: {
      variants: { gateway: "guardrail-sentences" },
      expect: {
        readers: {
          harmless: { shape: "batched", ttftMs: { min: 900, max: 2200 }, tokensPerBatch: { min: 8, max: 8 } },
          harmful: { shape: "cut", end: "clean", tokens: { min: 8, max: 8 } },
        },
      },
    },
    aside: {
      variants: { gateway: "guardrail-aside" },
      expect: {
        readers: {
          harmless: { shape: "streamed", ttftMs: { max: 850 } },
          harmful: { shape: "cut", end: "clean", tokens: { min: 12, max: 26 }, ttftMs: { max: 850 } },
        },
      },
    },
    off: {
      variants: { gateway: "stream-true" },
      expect: { shape: "streamed", tokens: { min: 32 } },
    },
  },
});
