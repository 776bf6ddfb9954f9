import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a relay with a headers timeout gives up when the headers wait for the first token",
  kind: "fix",
  why: `The relay limits the time to the response head (undici's headersTimeout: 300 s by default, 1 s here) and not the silence in the body. Behind a
    server that sends the head with the first token, a long thought is a missing head: the relay answers 500. Behind uvicorn, or when the
    app's first piece is a comment, the head is there at once, and the same thought does no harm.`,
  path: ["app", "gunicorn", "mock-llm"],
  scenario: { tokens: 12, gapMs: 80, ttftMs: 2500 },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { app: "headers-timeout-1s", gunicorn: "worker-class-sync" },
      expect: { shape: "refused", status: 500, endedMs: { max: 2300 } },
    },
    comment: {
      variants: { app: "headers-timeout-1s", gunicorn: "open-comment-sync" },
      expect: { shape: "streamed", headers: "before-token" },
    },
    uvicorn: {
      variants: { app: "headers-timeout-1s", gunicorn: "worker-class-uvicorn" },
      expect: { shape: "streamed", headers: "before-token" },
    },
  },
});
