import { defineExperiment } from "../../src/model/experiment.ts";

const all = { shape: "streamed", tokensForNobody: { min: 13, max: 15 } } as const;
const none = { shape: "streamed", tokensForNobody: { max: 0 } } as const;

export default defineExperiment({
  title: "is_disconnected stops the model behind a sync iterator; an async client needs no poll",
  kind: "fix",
  why: `The article's generator is async, and loops over the SDK's synchronous iterator. It blocks the event loop for each token, so nobody hears
    that the reader has left, and the model goes on to its end. request.is_disconnected() before each token lets the loop run for a moment,
    and the generation ends: after the next token, so not in a silence. sleep(0) does the same. With the asynchronous client Starlette cancels the response by itself
    where it waits, in the silence too: there the poll is needless.`,
  path: ["uvicorn", "mock-llm"],
  scenario: { tokens: 30, gapMs: 75, stalls: [{ beforeToken: 16, ms: 1000 }] },
  readers: { leaves: { leave: { afterToken: 15 } } },
  proofs: ["paced"],
  sides: {
    "sync-not-polled": { variants: { uvicorn: "sync-iterator-not-polled" }, expect: all },
    "sync-polled": {
      variants: { uvicorn: "sync-iterator-polled" },
      expect: { shape: "streamed", tokensForNobody: { min: 1, max: 6 } },
    },
    "sync-sleep-zero": {
      variants: { uvicorn: "sync-client-sleep-zero-uvloop" },
      expect: { shape: "streamed", tokensForNobody: { min: 1, max: 6 } },
    },
    "async-not-polled": { variants: { uvicorn: "async-client-uvloop" }, expect: none },
    "async-polled": { variants: { uvicorn: "is-disconnected-polled" }, expect: none },
  },
});
