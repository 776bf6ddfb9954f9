import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Envoy's max_stream_duration ends a healthy answer; heartbeats do not help",
  kind: "fix",
  why: `max_stream_duration counts from the request to the end, whatever flows. The answer breaks off without its final chunk, with 200 in
    the access log and no response flag: only RESPONSE_CODE_DETAILS tells. An HTTP/1.1 reader learns of it a second after the access
    log does, because Envoy keeps the connection open for delayed_close_timeout (1 s). A heartbeat cures silence, not length. The
    route's max_stream_duration overrides the listener's; 0s turns it off for this route.`,
  path: ["envoy", "app", "mock-llm"],
  scenario: { tokens: 24, gapMs: 80 },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { envoy: "max-stream-duration-1s" },
      expect: {
        shape: "cut",
        end: "cut",
        status: 200,
        endedMs: { min: 1900, max: 2600 },
        logs: { envoy: "v1/chat.* 200 flags=- details=max_duration_timeout duration=(9|10)\\d\\d" },
      },
    },
    "delayed-close-0s": {
      variants: { envoy: "max-stream-duration-1s-delayed-close-0s" },
      expect: { shape: "cut", end: "cut", status: 200, endedMs: { min: 950, max: 1600 } },
    },
    heartbeat: {
      variants: { envoy: "max-stream-duration-1s", app: "heartbeat-timer" },
      expect: { shape: "cut", end: "cut", status: 200 },
    },
    fixed: { variants: { envoy: "max-stream-duration-1s-route-0s" }, expect: { shape: "streamed" } },
  },
});
