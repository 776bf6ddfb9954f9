import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "with two sync workers the third reader waits for another one's whole answer",
  kind: "fix",
  why: `A sync worker serves one request at a time, from accept to the last byte. The third request lies in the listen queue, where no log
    and no metric of the application sees it, until a worker is free: its first token comes when another answer ends, and then its
    stream is in pace. Threads, gevent and an ASGI worker serve all three with the same two processes.`,
  path: ["gunicorn", "mock-llm"],
  scenario: { tokens: 20, gapMs: 80 },
  readers: { ann: {}, bob: {}, cem: { startMs: 300 } },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { gunicorn: "worker-class-sync" },
      expect: { shape: "streamed", readers: { cem: { shape: "queued", ttftMs: { min: 1000, max: 1800 } } } },
    },
    gthread: { variants: { gunicorn: "worker-class-gthread" }, expect: { shape: "streamed", ttftMs: { max: 300 } } },
    gevent: { variants: { gunicorn: "worker-class-gevent" }, expect: { shape: "streamed", ttftMs: { max: 300 } } },
    asgi: { variants: { gunicorn: "worker-class-asgi" }, expect: { shape: "streamed", ttftMs: { max: 300 } } },
  },
});
