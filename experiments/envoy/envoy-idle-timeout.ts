import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Envoy's stream_idle_timeout cuts an answer that pauses; a heartbeat must be on a timer",
  kind: "fix",
  why: `stream_idle_timeout (5 min by default, 1 s here) counts silence. A thinking pause in the middle ends the answer without its final
    chunk, and the model stops with it, because Envoy closes towards it too. The reader learns of it delayed_close_timeout (1 s) later
    than the access log. A heartbeat in the token loop is silent when the model is; one on a timer cures, or the route's idle_timeout.`,
  path: ["envoy", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 80, stalls: [{ beforeToken: 9, ms: 2000 }] },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { envoy: "stream-idle-timeout-1s" },
      expect: {
        shape: "cut",
        end: "cut",
        tokens: { min: 8, max: 8 },
        tokensForNobody: { max: 0 },
        logs: { envoy: "v1/chat.* 200 flags=SI details=stream_idle_timeout" },
      },
    },
    "heartbeat-in-loop": {
      variants: { envoy: "stream-idle-timeout-1s", app: "heartbeat-in-loop" },
      expect: { shape: "cut", end: "cut", tokens: { min: 8, max: 8 } },
    },
    heartbeat: {
      variants: { envoy: "stream-idle-timeout-1s", app: "heartbeat-timer" },
      expect: { shape: "streamed" },
    },
    route: {
      variants: { envoy: "stream-idle-timeout-1s-route-5s" },
      expect: { shape: "streamed" },
    },
  },
});
