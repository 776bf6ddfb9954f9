import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "docker stop with SIGTERM cuts the streams in HAProxy; SIGUSR1 and a reload let them finish",
  kind: "fix",
  why: `SIGTERM, which docker stop sends where the image names no other signal, is HAProxy's hard stop: every connection is closed at once. (The
    official image names SIGUSR1.) On SIGUSR1 the worker takes no new connection and finishes what it has; on SIGHUP or SIGUSR2 a new worker
    takes over and the old one does the same, unless hard-stop-after (off by default) ends its patience.`,
  path: ["haproxy", "app", "mock-llm"],
  scenario: { tokens: 24, gapMs: 100 },
  proofs: ["paced"],
  sides: {
    "docker-stop": {
      acts: [{ at: { token: 6 }, do: "stop", layer: "haproxy" }],
      expect: { shape: "cut", tokens: { min: 5, max: 14 }, endedMs: { max: 1600 } },
    },
    sigusr1: {
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGUSR1", ends: true, layer: "haproxy" }],
      expect: { shape: "streamed", logs: { haproxy: "All workers exited" } },
    },
    reload: {
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGHUP", ends: false, layer: "haproxy" }],
      expect: { shape: "streamed", logs: { haproxy: "New worker .* forked" } },
    },
    "reload-impatient": {
      variants: { haproxy: "hard-stop-after-500ms" },
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGHUP", ends: false, layer: "haproxy" }],
      expect: {
        shape: "cut",
        tokens: { min: 8, max: 18 },
        endedMs: { max: 2000 },
        logs: { haproxy: "Proxy web hard-stopped" },
      },
    },
  },
});
