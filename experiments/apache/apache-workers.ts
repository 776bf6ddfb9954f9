import { defineExperiment } from "../../src/model/experiment.ts";

// far from the 1.2 s that a wait for an answer takes at least, and above what a first request takes on a busy machine
const atOnce = { shape: "streamed", ttftMs: { max: 600 } } as const;

export default defineExperiment({
  title: "each stream takes a worker of Apache, and where all are taken the next reader waits",
  kind: "fix",
  why: `A worker serves a request from its first to its last byte, in the event MPM as well. With MaxRequestWorkers 2 (150 in Debian's config) the third
    reader lies in the listen queue until an answer ends; then it streams. The log of the time shows nothing of it.`,
  path: ["apache", "mock-llm"],
  scenario: { tokens: 20, gapMs: 80 },
  readers: { ann: {}, bob: {}, cem: { startMs: 300 } },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { apache: "max-request-workers-2" },
      expect: { shape: "streamed", readers: { cem: { shape: "queued", ttftMs: { min: 1000, max: 1800 } } } },
    },
    fixed: { expect: atOnce },
  },
});
