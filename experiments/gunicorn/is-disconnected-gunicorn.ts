import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "polling is_disconnected for each token ends answers early on gunicorn's asgi worker",
  kind: "fix",
  why: `Starlette's poll asks the server for a message and cancels the question at once. gunicorn 27's own asgi worker takes the cancelled
    question for a reader that has left: the loop breaks, and the reader gets a proper end in the middle of its answer. The same poll
    on uvicorn lets the whole answer through.`,
  path: ["gunicorn", "mock-llm"],
  scenario: { tokens: 20, gapMs: 80 },
  proofs: ["paced"],
  sides: {
    polled: {
      variants: { gunicorn: "is-disconnected-polled-asgi" },
      expect: { shape: "cut", end: "silent", tokens: { max: 4 } },
    },
    "not-polled": { variants: { gunicorn: "worker-class-asgi" }, expect: { shape: "streamed" } },
    "polled-uvicorn": {
      path: ["uvicorn", "mock-llm"],
      variants: { uvicorn: "is-disconnected-polled" },
      expect: { shape: "streamed" },
    },
  },
});
