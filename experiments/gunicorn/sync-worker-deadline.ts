import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "with a deadline two of eight readers get a whole answer from two sync workers",
  kind: "fix",
  why: `Readers come 60 ms after each other, want an answer of 1.9 s and leave after 3 s. The first two never notice anything: their times look
    as they do on an idle machine. The others spend their time in the listen queue. A response time is measured of those who were served;
    the share of whole answers (2 of 8 here, 8 of 8 on asgi with the same two processes) is what falls.`,
  path: ["gunicorn", "mock-llm"],
  scenario: { tokens: 24, gapMs: 80 },
  readers: { reader: { count: 8, everyMs: 60, leave: { afterMs: 3000 } } },
  proofs: ["paced"],
  sides: {
    sync: {
      variants: { gunicorn: "worker-class-sync" },
      expect: {
        crowd: [
          { rank: { from: 1, to: 2 }, shape: "streamed", end: "clean", tokens: { min: 24 }, ttftMs: { max: 300 } },
          { rank: { from: 3, to: 4 }, end: "left", tokens: { max: 20 } },
          { rank: { from: 5, to: 8 }, end: "left", tokens: { max: 10 } },
          { share: { min: 0.25, max: 0.25 }, end: "clean", tokens: { min: 24 } },
        ],
      },
    },
    asgi: {
      variants: { gunicorn: "worker-class-asgi" },
      expect: { shape: "streamed", end: "clean", tokens: { min: 24 }, ttftMs: { max: 300 } },
    },
  },
});
