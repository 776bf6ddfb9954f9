import { defineExperiment } from "../../src/model/experiment.ts";

// a wait for another answer is 1.9 s at least; a worker's first request may take most of a second on a slow machine
const atOnce = { end: "clean", ttftMs: { max: 1400 } } as const;

export default defineExperiment({
  title: "two sync workers serve eight readers in four turns; gevent and asgi serve all at once",
  kind: "fix",
  why: `Readers come 60 ms after each other. The time to the first token is a staircase for sync workers: each pair of readers waits for
    the answers of all pairs before it, so the eighth reader waits for three. A stream does hold a thread or a process in WSGI; in gevent and
    asgi it holds neither, and the curve is flat. gthread has eight threads here, two processes of four, and as shipped that is luck: with
    worker_connections at its default one process may accept a fifth reader, who waits for an answer while the other process has threads
    to spare. Certain is only that four are served at once and that nobody waits for more than one answer. With worker_connections as low as
    threads all eight are served at once (sync-worker-connections).`,
  path: ["gunicorn", "mock-llm"],
  scenario: { tokens: 30, gapMs: 80 },
  readers: { reader: { count: 8, everyMs: 60 } },
  proofs: ["paced"],
  sides: {
    sync: {
      variants: { gunicorn: "worker-class-sync" },
      expect: {
        crowd: [
          { rank: { from: 1, to: 2 }, shape: "streamed" },
          { rank: { from: 3, to: 4 }, shape: "queued", ttftMs: { min: 1700, max: 3000 } },
          { rank: { from: 5, to: 6 }, shape: "queued", ttftMs: { min: 3700, max: 5300 } },
          { rank: { from: 7, to: 8 }, shape: "queued", ttftMs: { min: 5700, max: 7800 } },
        ],
      },
    },
    gthread: {
      variants: { gunicorn: "worker-class-gthread" },
      expect: {
        crowd: [
          { share: { min: 0.5 }, ...atOnce },
          { share: { min: 1 }, end: "clean", ttftMs: { max: 3000 } },
        ],
      },
    },
    "gthread-worker-connections-4": {
      variants: { gunicorn: "worker-connections-4-gthread" },
      expect: { shape: "streamed", ...atOnce },
    },
    gevent: { variants: { gunicorn: "worker-class-gevent" }, expect: { shape: "streamed", ...atOnce } },
    asgi: { variants: { gunicorn: "worker-class-asgi" }, expect: atOnce },
  },
});
