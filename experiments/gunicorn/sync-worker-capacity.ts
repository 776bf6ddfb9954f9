import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "two sync workers serve eight readers in four turns; other classes serve all at once",
  kind: "fix",
  why: `Readers come 60 ms after each other. The time to the first token is a staircase for sync workers: each pair of readers waits for
    the answers of all pairs before it, so the eighth reader waits for three. A stream does hold a thread or a process in WSGI; in gevent and
    asgi it holds neither, and the curve is flat. gthread's is flat up to its threads, here two processes of four, because worker_connections
    is 4 too: with the default one process may accept a fifth reader, who waits for an answer while the other process has threads to
    spare (15 of 20 runs had such a reader; see sync-worker-connections).`,
  path: ["gunicorn", "mock-llm"],
  scenario: { tokens: 10, gapMs: 80 },
  readers: { reader: { count: 8, everyMs: 60 } },
  proofs: ["paced"],
  sides: {
    sync: {
      variants: { gunicorn: "worker-class-sync" },
      expect: {
        crowd: [
          { rank: { from: 1, to: 2 }, shape: "streamed" },
          { rank: { from: 3, to: 4 }, shape: "queued", ttftMs: { min: 430, max: 1050 } },
          { rank: { from: 5, to: 6 }, shape: "queued", ttftMs: { min: 1010, max: 1650 } },
          { rank: { from: 7, to: 8 }, shape: "queued", ttftMs: { min: 1590, max: 2250 } },
        ],
      },
    },
    gthread: {
      variants: { gunicorn: "worker-connections-4-gthread" },
      expect: { shape: "streamed", ttftMs: { max: 300 } },
    },
    gevent: { variants: { gunicorn: "worker-class-gevent" }, expect: { shape: "streamed", ttftMs: { max: 300 } } },
    asgi: { variants: { gunicorn: "worker-class-asgi" }, expect: { shape: "streamed", ttftMs: { max: 300 } } },
  },
});
