import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "docker stop with SIGTERM cuts the streams in lighttpd; SIGINT lets them finish for a while",
  kind: "fix",
  why: `SIGTERM, which docker stop sends where the image names no other signal, ends lighttpd at once. On SIGINT it takes no new
    connection and lets the open ones finish, for server.graceful-shutdown-timeout: 8 s by default, 1 s on one side.`,
  path: ["lighttpd", "app", "mock-llm"],
  scenario: { tokens: 24, gapMs: 100 },
  proofs: ["paced"],
  sides: {
    "docker-stop": {
      acts: [{ at: { token: 6 }, do: "stop", layer: "lighttpd" }],
      expect: { shape: "cut", tokens: { min: 5, max: 14 }, endedMs: { max: 1600 } },
    },
    impatient: {
      variants: { lighttpd: "graceful-shutdown-timeout-1s" },
      scenario: { tokens: 50 },
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGINT", ends: true, layer: "lighttpd" }],
      expect: { shape: "cut", tokens: { min: 10, max: 44 } },
    },
    sigint: {
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGINT", ends: true, layer: "lighttpd" }],
      expect: { shape: "streamed" },
    },
  },
});
