import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a reload and SIGTERM let the streams in Caddy finish; only SIGTERM minds grace_period",
  kind: "fix",
  why: `caddy reload starts servers with the new config and lets the old ones finish what they have. SIGTERM stops listening and waits for
    every open answer, for ever by default. grace_period ends that patience, and cuts what is left; a reload cancels the old servers'
    shutdown before the period begins to count, so it does not cut. Who stops the container must wait as long: docker stop kills
    after ten seconds.`,
  path: ["caddy", "mock-llm"],
  scenario: { tokens: 24, gapMs: 90 },
  proofs: ["paced"],
  sides: {
    "sigterm-500ms": {
      variants: { caddy: "grace-period-500ms" },
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGTERM", ends: true, layer: "caddy" }],
      expect: { shape: "cut", end: "cut", tokens: { min: 8, max: 18 } },
    },
    sigterm: {
      variants: { caddy: "admin-on" },
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGTERM", ends: true, layer: "caddy" }],
      expect: { shape: "streamed" },
    },
    "reload-500ms": {
      variants: { caddy: "grace-period-500ms" },
      acts: [
        {
          at: { token: 6 },
          do: "exec",
          layer: "caddy",
          command: "caddy reload --force --adapter caddyfile --config /variants/grace-period-500ms.caddyfile".split(
            " ",
          ),
        },
      ],
      expect: { shape: "streamed", logs: { caddy: "load complete" } },
    },
    reload: {
      variants: { caddy: "admin-on" },
      acts: [
        {
          at: { token: 6 },
          do: "exec",
          layer: "caddy",
          command: "caddy reload --force --adapter caddyfile --config /variants/admin-on.caddyfile".split(" "),
        },
      ],
      expect: { shape: "streamed", logs: { caddy: "load complete" } },
    },
  },
});
