import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "an in-flight guard stops no second generation after a drop, and refuses who comes before",
  kind: "fix",
  why: `The article remembers the key of each running answer and forgets it in a finally. A reader whose connection drops comes back with the
    same key: but the drop has run the finally, the key is gone, and the model answers a second time, as it does without the guard. Only
    who comes while the first connection still stands meets the guard, and gets 409 and no answer. What works is a generation that belongs to no
    connection and keeps its events: the second reader gets the whole first answer, and the model is asked once.`,
  path: ["uvicorn", "mock-llm"],
  scenario: { tokens: 24, gapMs: 75 },
  readers: {
    first: { headers: { "idempotency-key": "answer-1" } },
    again: { headers: { "idempotency-key": "answer-1" }, startMs: 1300 },
  },
  proofs: ["paced"],
  sides: {
    "dropped-no-guard": {
      readers: { first: { leave: { afterToken: 8 } } },
      variants: { uvicorn: "async-client-uvloop" },
      expect: { shape: "streamed", generations: 2 },
    },
    "dropped-guard": {
      readers: { first: { leave: { afterToken: 8 } } },
      variants: { uvicorn: "idempotency-in-flight" },
      expect: { shape: "streamed", generations: 2 },
    },
    "overlapping-guard": {
      variants: { uvicorn: "idempotency-in-flight" },
      expect: {
        generations: 1,
        readers: { first: { shape: "streamed" }, again: { shape: "refused", status: 409 } },
      },
    },
    "dropped-job": {
      readers: { first: { leave: { afterToken: 8 } }, again: { startMs: 2600 } },
      variants: { uvicorn: "idempotency-job" },
      expect: {
        generations: 1,
        readers: {
          first: { shape: "streamed" },
          again: { shape: "replayed", tokens: { min: 24 }, tokensOf: "other", text: "identical" },
        },
      },
    },
  },
});
