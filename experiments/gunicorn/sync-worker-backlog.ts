import { defineExperiment } from "../../src/model/experiment.ts";

const whole = { share: { min: 1 }, end: "clean", tokens: { min: 10 }, text: "identical" } as const;

export default defineExperiment({
  title: "a full listen queue of gunicorn refuses nobody: the connection waits as well",
  kind: "fix",
  why: `Two sync workers, and a listen queue that holds two (backlog 1; by default 2048): of eight readers who come at once four find
    it full. Linux does not refuse them, it takes no notice of their connection, and the reader's own kernel tries again after a second, and
    again. So their first token comes soon after they are connected, and late all the same; with room in the queue they are connected at once,
    and wait there. Each gets a whole answer in the end, if it waits. An ASGI worker takes all eight at once.`,
  path: ["gunicorn", "mock-llm"],
  scenario: { tokens: 10, gapMs: 80 },
  readers: { reader: { count: 8, everyMs: 60 } },
  proofs: ["paced"],
  sides: {
    // the first token counts from the connection, the end from the moment when the reader wanted one
    "backlog-1": {
      variants: { gunicorn: "backlog-1-sync" },
      expect: {
        crowd: [
          { rank: { from: 1, to: 2 }, shape: "streamed", ttftMs: { max: 300 } },
          { rank: { from: 3, to: 4 }, shape: "queued" },
          { rank: { from: 5, to: 8 }, ttftMs: { max: 600 }, endedMs: { min: 1500 } },
          whole,
        ],
      },
    },
    "backlog-2048": {
      variants: { gunicorn: "worker-class-sync" },
      expect: {
        crowd: [
          { rank: { from: 1, to: 2 }, shape: "streamed", ttftMs: { max: 300 } },
          { rank: { from: 3, to: 4 }, shape: "queued" },
          { rank: { from: 5, to: 8 }, shape: "queued", ttftMs: { min: 1000 }, endedMs: { min: 1500 } },
          whole,
        ],
      },
    },
    asgi: {
      variants: { gunicorn: "worker-class-asgi" },
      expect: { shape: "streamed", end: "clean", ttftMs: { max: 600 } },
    },
  },
});
