import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Envoy's default route timeout ends a healthy answer after 15 seconds",
  kind: "fix",
  slow: "15 s: the default of the route itself is measured; a shorter one would prove the knob, not the default",
  why: `The route's timeout counts from the end of the request to the end of the answer, and nobody has set it: 15 s. The access log says UT
    at 15.0 s. The HTTP/2 reader learns of it then, by a reset of its stream; the HTTP/1.1 reader a second later, by a connection
    that closes without the final chunk, because Envoy waits for delayed_close_timeout (1 s). Before the response head it is a 504.
    timeout: 0s cures.`,
  path: ["envoy", "app", "mock-llm"],
  scenario: { tokens: 20, gapMs: 950 },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { envoy: "defaults" },
      expect: {
        shape: "cut",
        end: "cut",
        status: 200,
        endedMs: { min: 15_900, max: 16_600 },
        logs: { envoy: "v1/chat.* HTTP/1.1 200 flags=UT details=response_timeout duration=1(49|50)\\d\\d" },
      },
    },
    http2: {
      variants: { envoy: "defaults" },
      readers: { reader: { httpVersion: "2" } },
      expect: {
        shape: "cut",
        end: "reset",
        status: 200,
        endedMs: { min: 14_900, max: 15_600 },
        logs: { envoy: "v1/chat.* HTTP/2 200 flags=UT details=response_timeout duration=1(49|50)\\d\\d" },
      },
    },
    "before-headers": {
      variants: { envoy: "defaults" },
      scenario: { tokens: 4, gapMs: 100, ttftMs: 17_000, headersAt: "first-token" },
      expect: {
        shape: "refused",
        status: 504,
        endedMs: { min: 14_900, max: 15_600 },
        logs: { envoy: "v1/chat.* 504 flags=UT details=response_timeout duration=1(49|50)\\d\\d" },
      },
    },
    fixed: { variants: { envoy: "route-timeout-0s" }, expect: { shape: "streamed" } },
  },
});
