import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "lighttpd's graceful reload cuts a stream after five seconds, its graceful stop after eight",
  kind: "fix",
  why: `SIGUSR1, which systemctl reload sends.`,
  path: ["lighttpd", "app", "mock-llm"],
  scenario: { tokens: 70, gapMs: 110 },
  proofs: ["paced"],
  sides: {
    reload: {
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGUSR1", ends: false, layer: "lighttpd" }],
      expect: { shape: "cut", endedMs: { min: 4500, max: 7000 } },
    },
    "docker-stop": {
      acts: [{ at: { token: 6 }, do: "stop", layer: "lighttpd" }],
      expect: { shape: "cut", endedMs: { max: 1800 } },
    },
    "sigint-1s": {
      variants: { lighttpd: "graceful-shutdown-timeout-1s" },
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGINT", ends: true, layer: "lighttpd" }],
      expect: { shape: "cut" },
    },
    sigint: {
      scenario: { tokens: 40 },
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGINT", ends: true, layer: "lighttpd" }],
      expect: { shape: "streamed" },
    },
    "restart-bg": {
      variants: { lighttpd: "graceful-restart-bg" },
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGUSR1", ends: false, layer: "lighttpd" }],
      expect: { shape: "streamed" },
    },
  },
});
