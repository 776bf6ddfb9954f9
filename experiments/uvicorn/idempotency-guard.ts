import { defineExperiment } from "../../src/model/experiment.ts";

// the article's client puts both into the address of its EventSource; the guard's key is a hash of the two
const target = "/v1/chat/completions?cid=tab-1&prompt=hello";

export default defineExperiment({
  title: "an in-flight guard stops no second generation after a drop; earlier readers get no answer",
  kind: "fix",
  why: `The article's server remembers the key of each running answer (a hash of cid and prompt) and forgets it in a finally. A reader whose
    connection drops comes back with the same key: but the drop has run the finally, the key is gone, and the model answers a second time, as
    it does without the guard. Only who comes while the first connection still stands meets the guard: 200, one event called dup (11 bytes that no model sent), and the
    end. What works is a generation that belongs to no connection and keeps its events: the second reader gets the whole first
    answer after a drop, and the model is asked once.`,
  path: ["uvicorn", "mock-llm"],
  scenario: { tokens: 24, gapMs: 75 },
  readers: {
    first: { method: "GET", target },
    again: { method: "GET", target, startMs: 1300 },
  },
  proofs: ["paced"],
  sides: {
    "dropped-no-guard": {
      readers: { first: { leave: { afterToken: 8 } } },
      variants: { uvicorn: "idempotency-none" },
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
        readers: {
          first: { shape: "streamed" },
          again: { shape: "empty", end: "silent", status: 200, foreignBytes: { min: 11, max: 11 } },
        },
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
