import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a late first token trips Envoy's idle limit: a 504, or a 200 that breaks off",
  kind: "fix",
  why: `The silence before the first token counts like any other. If the response head waits for the token, Envoy still can say 504; if the
    app has flushed it, the reader has a 200 that ends without its final chunk. A heartbeat from the start, or the route's idle_timeout, cures.`,
  path: ["envoy", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, ttftMs: 2000 },
  proofs: ["paced"],
  sides: {
    "headers-late": {
      variants: { envoy: "stream-idle-timeout-1s", app: "headers-unflushed" },
      expect: {
        shape: "refused",
        status: 504,
        logs: { envoy: "v1/chat.* 504 flags=SI details=stream_idle_timeout" },
      },
    },
    "headers-early": {
      variants: { envoy: "stream-idle-timeout-1s", app: "compression-off" },
      expect: {
        shape: "cut",
        end: "cut",
        status: 200,
        tokens: { max: 0 },
        logs: { envoy: "v1/chat.* 200 flags=SI details=stream_idle_timeout" },
      },
    },
    heartbeat: {
      variants: { envoy: "stream-idle-timeout-1s", app: "heartbeat-timer" },
      expect: { shape: "streamed" },
    },
    route: {
      variants: { envoy: "stream-idle-timeout-1s-route-5s", app: "compression-off" },
      expect: { shape: "streamed" },
    },
  },
});
