import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "polling is_disconnected for each token is harmless on uvicorn, and needless",
  kind: "innocent",
  why: `The article asks request.is_disconnected() before each token. On uvicorn the answer arrives whole with it, and when the reader leaves
    the model is stopped just as early without it: Starlette cancels the response where it waits, in a silence too, where the poll
    does not run.`,
  path: ["uvicorn", "mock-llm"],
  scenario: { tokens: 30, gapMs: 75, stalls: [{ beforeToken: 16, ms: 1000 }] },
  readers: { stays: {}, leaves: { leave: { afterToken: 15 } } },
  proofs: ["paced"],
  sides: {
    without: {
      variants: { uvicorn: "async-client-uvloop" },
      expect: { shape: "streamed", tokensForNobody: { max: 0 } },
    },
    with: {
      variants: { uvicorn: "is-disconnected-polled" },
      expect: { shape: "streamed", tokensForNobody: { max: 0 } },
    },
  },
});
