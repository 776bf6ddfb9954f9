import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "under a Flask app uvicorn's worker class answers 500, and eventlet's does not boot",
  kind: "placebo",
  why: `The popular cure for a queue of streams is one flag: -k uvicorn.workers.UvicornWorker. gunicorn boots with it, and says nothing: the
    worker calls the WSGI app as an ASGI one only when a request comes, and Flask lacks its second argument. The flag belongs to an ASGI app,
    where it does cure. Another is -k eventlet: gunicorn 26 removed that class, and a gunicorn that is started with it ends at once, beside
    the one that goes on queueing here. The same Flask app is cured by -k gthread.`,
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
    eventlet: {
      variants: { gunicorn: "worker-class-sync" },
      // a layer that does not stand is no side: so it is a second server in the container, and what it says goes to the container's log
      acts: [
        {
          at: { ms: 300 },
          do: "exec",
          layer: "gunicorn",
          command: [
            "sh",
            "-c",
            "! timeout 5 gunicorn --chdir /src --bind unix:/tmp/second.sock -k eventlet relay:app 2>/proc/1/fd/2",
          ],
        },
      ],
      expect: {
        shape: "streamed",
        readers: { cem: { shape: "queued" } },
        logs: { gunicorn: "'gunicorn.workers', 'eventlet'.* not found" },
      },
    },
    gthread: { variants: { gunicorn: "worker-class-gthread" }, expect: { shape: "streamed", ttftMs: { max: 300 } } },
    "asgi-app": {
      variants: { gunicorn: "worker-class-uvicorn" },
      expect: { shape: "streamed", ttftMs: { max: 300 } },
    },
  },
});
