import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a reload lets the streams in Traefik finish; SIGTERM cuts what outlasts graceTimeOut",
  kind: "fix",
  why: `The file provider reads its file again when it changes, and on SIGHUP; new requests get the new routes, and an open answer keeps
    those it began with. SIGTERM stops listening and waits lifeCycle.graceTimeOut for open answers, 10 s by default; then it closes what
    is left, and no reader is told. What takes longer than ten seconds needs more of it, and as much from who stops the container.`,
  path: ["traefik", "mock-llm"],
  scenario: { tokens: 34, gapMs: 90 },
  readers: { reader: { method: "GET" } },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { traefik: "grace-timeout-1s" },
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGTERM", ends: true, layer: "traefik" }],
      expect: { shape: "cut", end: "cut", tokens: { min: 12, max: 26 } },
    },
    reload: {
      variants: { traefik: "reload-changes" },
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGHUP", ends: false, layer: "traefik" }],
      expect: { shape: "streamed", logs: { traefik: "Configuration received" } },
    },
    fixed: {
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGTERM", ends: true, layer: "traefik" }],
      expect: { shape: "streamed" },
    },
  },
});
