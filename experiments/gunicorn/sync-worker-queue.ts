import { defineExperiment } from "../../src/model/experiment.ts";

// far from the 1.2 s that a wait for an answer takes at least, and above what a first request takes on a busy machine
const atOnce = { shape: "streamed", ttftMs: { max: 600 } } as const;

export default defineExperiment({
  title: "with two sync workers the third reader waits until another one's answer has ended",
  kind: "fix",
  why: `A sync worker serves one request at a time, from accept to the last byte. The third request lies in the listen queue, where no log
    and no metric of the application sees it, until a worker is free: its first token comes when another answer ends, and then its
    stream is in pace. Threads, gevent and an ASGI worker serve all three with the same two processes. By default gunicorn has one sync
    worker, and the second reader waits as well; uvicorn by default has one process too, and FastAPI with an async generator serves all
    three.`,
  path: ["gunicorn", "mock-llm"],
  scenario: { tokens: 20, gapMs: 80 },
  readers: { ann: {}, bob: {}, cem: { startMs: 300 } },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { gunicorn: "worker-class-sync" },
      expect: { shape: "streamed", readers: { cem: { shape: "queued", ttftMs: { min: 1000, max: 1800 } } } },
    },
    gthread: { variants: { gunicorn: "worker-class-gthread" }, expect: atOnce },
    gevent: { variants: { gunicorn: "worker-class-gevent" }, expect: atOnce },
    asgi: { variants: { gunicorn: "worker-class-asgi" }, expect: atOnce },
    "gunicorn-default": {
      variants: { gunicorn: "workers-default" },
      expect: {
        crowd: [
          { rank: { from: 1, to: 1 }, shape: "streamed" },
          { rank: { from: 2, to: 2 }, shape: "queued", ttftMs: { min: 1200, max: 2300 } },
          { rank: { from: 3, to: 3 }, shape: "queued", ttftMs: { min: 2400, max: 3800 } },
        ],
      },
    },
    "uvicorn-default": {
      path: ["uvicorn", "mock-llm"],
      variants: { uvicorn: "async-client-uvloop" },
      expect: { end: "clean", text: "identical", ttftMs: { max: 800 } },
    },
  },
});
