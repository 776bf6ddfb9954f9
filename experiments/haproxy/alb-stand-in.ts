import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a load balancer's idle limit (HAProxy stands in) ends a silence, not a long answer",
  kind: "fix",
  why: `HAProxy stands in for the load balancer of a cloud, which does not run here: it has an idle limit towards both sides (ALB: 60 s, here
    1 s) and no buffer. A pause beyond the limit breaks the answer off, and a first token beyond it is a 504. An answer of three times the
    limit that keeps talking arrives whole and in pace. A heartbeat on a timer cures the pause. To stream, nothing has to be set.`,
  path: ["haproxy", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, stalls: [{ beforeToken: 9, ms: 2000 }] },
  proofs: ["paced"],
  sides: {
    pause: {
      variants: { haproxy: "timeout-client-server-1s", app: "heartbeat-off" },
      expect: { shape: "cut", end: "cut", tokens: { min: 8, max: 8 } },
    },
    "first-token-late": {
      variants: { haproxy: "timeout-client-server-1s", app: "headers-unflushed" },
      scenario: { ttftMs: 2000, stalls: [] },
      expect: { shape: "refused", status: 504 },
    },
    heartbeat: {
      variants: { haproxy: "timeout-client-server-1s", app: "heartbeat-timer" },
      expect: { shape: "streamed" },
    },
    "long-answer": {
      variants: { haproxy: "timeout-client-server-1s", app: "heartbeat-off" },
      scenario: { tokens: 30, gapMs: 110, stalls: [] },
      expect: { shape: "streamed", endedMs: { min: 3000 } },
    },
  },
});
