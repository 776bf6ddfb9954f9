import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a pause beyond proxy_read_timeout ends a stream; a heartbeat in the token loop is no help",
  kind: "fix",
  why: `proxy_read_timeout (60 s by default, 1 s here) limits the silence between two reads. A heartbeat at half the limit keeps the
    stream alive if a timer sends it. The articles' heartbeat stands inside the token loop: it runs when a token arrives, so never in
    a pause. A limit longer than the pause does as well.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, stalls: [{ beforeToken: 9, ms: 2000 }] },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { nginx: "read-timeout-1s", app: "heartbeat-off" },
      expect: {
        shape: "cut",
        end: "cut",
        tokens: { min: 8, max: 8 },
        endedMs: { min: 1000, max: 2300 },
        logs: { nginx: "upstream timed out .* while reading upstream" },
      },
    },
    "in-loop": {
      variants: { nginx: "read-timeout-1s", app: "heartbeat-in-loop" },
      expect: { shape: "cut", end: "cut", tokens: { min: 8, max: 8 }, endedMs: { min: 1000, max: 2300 } },
    },
    timer: { variants: { nginx: "read-timeout-1s", app: "heartbeat-timer" }, expect: { shape: "streamed" } },
    "longer-limit": { variants: { nginx: "read-timeout-10s", app: "heartbeat-off" }, expect: { shape: "streamed" } },
  },
});
