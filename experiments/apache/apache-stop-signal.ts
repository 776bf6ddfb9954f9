import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "docker stop with SIGTERM cuts the streams in Apache; SIGWINCH and a graceful reload do not",
  kind: "fix",
  why: `SIGTERM stops at once.`,
  path: ["apache", "app", "mock-llm"],
  scenario: { tokens: 24, gapMs: 100 },
  proofs: ["paced"],
  sides: {
    "docker-stop": {
      acts: [{ at: { token: 6 }, do: "stop", layer: "apache" }],
      expect: { shape: "cut", tokens: { min: 5, max: 14 }, endedMs: { max: 1600 } },
    },
    restart: {
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGHUP", ends: false, layer: "apache" }],
      expect: { shape: "cut" },
    },
    impatient: {
      variants: { apache: "graceful-shutdown-timeout-1s" },
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGWINCH", ends: true, layer: "apache" }],
      expect: { shape: "cut", tokens: { min: 12, max: 20 } },
    },
    reload: {
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGUSR1", ends: false, layer: "apache" }],
      expect: { shape: "streamed", logs: { apache: "Graceful restart requested" } },
    },
    sigwinch: {
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGWINCH", ends: true, layer: "apache" }],
      expect: { shape: "streamed" },
    },
  },
});
