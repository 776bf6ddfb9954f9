import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "gunicorn's asgi worker lets the model go on for 3 s after the reader has left",
  kind: "fix",
  why: `The worker tells an ASGI application of version 2.4. To such a server Starlette does not listen for the reader's leaving: it waits for
    an OSError when it sends the next token. gunicorn raises none, it drops the token, and cancels the application only after
    asgi_disconnect_grace_period (default 3 s, a whole number of seconds). Until then the model is asked for each token. With 0 it is
    cancelled at once; uvicorn, under gunicorn too, states version 2.3, and Starlette listens.`,
  path: ["gunicorn", "mock-llm"],
  scenario: { tokens: 60, gapMs: 75 },
  readers: { reader: { leave: { afterToken: 8 } } },
  proofs: ["paced"],
  sides: {
    "default-3s": {
      variants: { gunicorn: "worker-class-asgi" },
      expect: { shape: "streamed", end: "left", tokensForNobody: { min: 36, max: 43 } },
    },
    "1s": {
      variants: { gunicorn: "disconnect-grace-1s-asgi" },
      expect: { shape: "streamed", end: "left", tokensForNobody: { min: 10, max: 17 } },
    },
    "0s": {
      variants: { gunicorn: "disconnect-grace-0s-asgi" },
      expect: { shape: "streamed", end: "left", tokensForNobody: { max: 3 } },
    },
    uvicorn: {
      variants: { gunicorn: "worker-class-uvicorn" },
      expect: { shape: "streamed", end: "left", tokensForNobody: { max: 3 } },
    },
  },
});
