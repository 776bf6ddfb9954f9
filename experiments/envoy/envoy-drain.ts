import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Envoy cuts its streams on SIGTERM unless it was drained first",
  kind: "fix",
  why: `SIGTERM ends Envoy at once, and with it every open answer: there is no grace period in Envoy itself. The same signal to a wrapper
    that fails the health check, drains the listeners through the admin interface and waits until no request is active (drain-then-
    stop.sh, what preStop hooks do) lets the answer end first.`,
  path: ["envoy", "app", "mock-llm"],
  scenario: { tokens: 20, gapMs: 80 },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { envoy: "admin" },
      acts: [{ at: { token: 8 }, do: "signal", layer: "envoy", signal: "SIGTERM", ends: true }],
      expect: { shape: "cut", end: "cut" },
    },
    fixed: {
      path: ["envoy-draining", "app", "mock-llm"],
      acts: [{ at: { token: 8 }, do: "signal", layer: "envoy-draining", signal: "SIGTERM", ends: true }],
      expect: { shape: "streamed" },
    },
  },
});
