import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Squid lets its streams finish on SIGTERM, as long as shutdown_lifetime and docker let it",
  kind: "fix",
  why: `On SIGTERM Squid takes no new connection and waits for the open ones, shutdown_lifetime long (30 s by default, 1 s in one side).
    docker stop sends SIGTERM and kills after its grace period (10 s by default, 1 s here). SIGHUP reads the config again and cuts
    nothing.`,
  path: ["squid", "app", "mock-llm"],
  scenario: { tokens: 50, gapMs: 100 },
  proofs: ["paced"],
  sides: {
    "docker-stop": {
      acts: [{ at: { token: 6 }, do: "stop", layer: "squid" }],
      expect: { shape: "cut", tokens: { min: 5, max: 32 } },
    },
    "shutdown-lifetime-1s": {
      variants: { squid: "shutdown-lifetime-1s" },
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGTERM", ends: true, layer: "squid" }],
      expect: { shape: "cut", tokens: { min: 8, max: 44 } },
    },
    sigterm: {
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGTERM", ends: true, layer: "squid" }],
      expect: { shape: "streamed" },
    },
    reload: {
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGHUP", ends: false, layer: "squid" }],
      expect: { shape: "streamed" },
    },
  },
});
