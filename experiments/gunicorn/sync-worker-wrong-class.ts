import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "an ASGI worker class under a Flask app cures no queue: every request is a 500",
  kind: "placebo",
  why: `The popular cure for a queue of streams is one flag: -k uvicorn.workers.UvicornWorker. gunicorn boots with it, and says nothing: the
    worker calls the WSGI app as an ASGI one only when a request comes, and Flask lacks its second argument. The flag belongs to an ASGI app,
    where it does cure.`,
  path: ["gunicorn", "mock-llm"],
  scenario: { tokens: 20, gapMs: 80 },
  readers: { ann: {}, bob: {}, cem: { startMs: 300 } },
  proofs: ["paced"],
  sides: {
    before: {
      variants: { gunicorn: "worker-class-sync" },
      expect: { shape: "streamed", readers: { cem: { shape: "queued" } } },
    },
    "article-flag": {
      variants: { gunicorn: "worker-class-uvicorn-wsgi" },
      healthzStatus: 500,
      expect: { shape: "refused", status: 500, generations: 0, logs: { gunicorn: "TypeError: Flask.__call__" } },
    },
    "asgi-app": {
      variants: { gunicorn: "worker-class-uvicorn" },
      expect: { shape: "streamed", ttftMs: { max: 300 } },
    },
  },
});
