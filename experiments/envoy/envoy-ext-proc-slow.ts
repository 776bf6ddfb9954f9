import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a slow ext_proc stretches the stream if it works in turn, else only delays it",
  kind: "fix",
  why: `In STREAMED mode each piece of the answer waits for the processor's word on it: nothing is held, but nothing overtakes either. A
    guard that takes 300 ms a piece and works on one after the other stretches gaps of 90 ms to its own pace, and the longer the
    answer, the later its end. One that works on several at once delays every token by the same 300 ms.`,
  path: ["envoy", "app", "mock-llm"],
  beside: ["ext-proc"],
  scenario: { tokens: 14, gapMs: 90 },
  proofs: ["paced"],
  sides: {
    "in-turn": {
      variants: { envoy: "ext-proc-streamed-timeout-5s", "ext-proc": "checks-in-turn-300ms" },
      expect: { shape: "stretched" },
    },
    "in-parallel": {
      variants: { envoy: "ext-proc-streamed-timeout-5s", "ext-proc": "checks-in-parallel-300ms" },
      expect: { shape: "delayed" },
    },
    "at-once": {
      variants: { envoy: "ext-proc-streamed-timeout-5s", "ext-proc": "answers-at-once" },
      expect: { shape: "streamed" },
    },
  },
});
