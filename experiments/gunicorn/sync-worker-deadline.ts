import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "with a deadline two of eight readers get a whole answer from two sync workers",
  kind: "fix",
  claims: { C64: "confirmed" },
  why: `Readers come 60 ms after each other, want an answer of 0.7 s and leave after 1.1 s. The first two never notice anything: their times look
    as they do on an idle machine. The others spend their time in the listen queue. A response time is measured of those who were served;
    the share of whole answers (2 of 8 here, 8 of 8 on asgi with the same two processes) is what falls.`,
  path: ["gunicorn", "mock-llm"],
  scenario: { tokens: 10, gapMs: 80 },
  readers: {
    one: { startMs: 0, leave: { afterMs: 1100 } },
    two: { startMs: 60, leave: { afterMs: 1100 } },
    three: { startMs: 120, leave: { afterMs: 1100 } },
    four: { startMs: 180, leave: { afterMs: 1100 } },
    five: { startMs: 240, leave: { afterMs: 1100 } },
    six: { startMs: 300, leave: { afterMs: 1100 } },
    seven: { startMs: 360, leave: { afterMs: 1100 } },
    eight: { startMs: 420, leave: { afterMs: 1100 } },
  },
  proofs: ["paced"],
  sides: {
    sync: {
      variants: { gunicorn: "worker-class-sync" },
      expect: {
        end: "clean",
        tokens: { min: 10 },
        readers: {
          one: { shape: "streamed", ttftMs: { max: 300 } },
          two: { shape: "streamed", ttftMs: { max: 300 } },
          three: { end: "left", tokens: { max: 8 } },
          four: { end: "left", tokens: { max: 8 } },
          five: { end: "left", tokens: { max: 4 } },
          six: { end: "left", tokens: { max: 4 } },
          seven: { end: "left", tokens: { max: 4 } },
          eight: { end: "left", tokens: { max: 4 } },
        },
      },
    },
    asgi: {
      variants: { gunicorn: "worker-class-asgi" },
      expect: { shape: "streamed", end: "clean", tokens: { min: 10 }, ttftMs: { max: 300 } },
    },
  },
});
