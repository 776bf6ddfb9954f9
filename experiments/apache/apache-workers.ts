import { defineExperiment } from "../../src/model/experiment.ts";

// far from the 1.2 s that a wait for an answer takes at least, and above what a first request takes on a busy machine
const atOnce = { shape: "streamed", ttftMs: { max: 600 } } as const;
const thirdWaits = {
  shape: "streamed",
  readers: { cem: { shape: "queued", ttftMs: { min: 900, max: 2000 } } },
  logs: { apache: "server reached MaxRequestWorkers setting" },
} as const;

export default defineExperiment({
  title: "each stream takes a worker of Apache, and where all are taken the next reader waits",
  kind: "fix",
  why: `A worker serves a request from its first to its last byte, in the event MPM too. With MaxRequestWorkers 2 (150 in Debian's config)
    the third reader lies in the listen queue until an answer ends; then it streams. Over HTTP/2 it is the same. The access log shows
    nothing of it, the error log one line, once.`,
  path: ["apache", "mock-llm"],
  scenario: { tokens: 20, gapMs: 80 },
  readers: { ann: {}, bob: {}, cem: { startMs: 300 } },
  proofs: ["paced"],
  sides: {
    broken: { variants: { apache: "max-request-workers-2" }, expect: thirdWaits },
    http2: {
      variants: { apache: "max-request-workers-2" },
      readers: { ann: { httpVersion: "2" }, bob: { httpVersion: "2" }, cem: { httpVersion: "2" } },
      expect: thirdWaits,
    },
    fixed: { expect: atOnce },
  },
});
