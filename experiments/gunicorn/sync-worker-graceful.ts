import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a SIGTERM cuts the sync and gthread streams that outlive graceful_timeout, not the others",
  kind: "fix",
  why: `On SIGTERM gunicorn's workers take no new request and finish what they have, for graceful_timeout (default 30 s, here 1 s and 8 s).
    Then the arbiter kills them. The limit is on what is left of the answer, not on silence: tokens that flow do not prolong it.`,
  path: ["gunicorn", "mock-llm"],
  scenario: { tokens: 30, gapMs: 100 },
  acts: [{ at: { token: 6 }, do: "signal", signal: "SIGTERM", ends: true, layer: "gunicorn" }],
  proofs: ["paced"],
  sides: {
    "sync-1s": {
      variants: { gunicorn: "graceful-timeout-1s-sync" },
      expect: { shape: "cut", end: "cut", tokens: { min: 10, max: 24 } },
    },
    "gthread-1s": {
      variants: { gunicorn: "graceful-timeout-1s-gthread" },
      expect: { shape: "cut", end: "cut", tokens: { min: 10, max: 24 } },
    },
    "sync-8s": { variants: { gunicorn: "graceful-timeout-8s-sync" }, expect: { shape: "streamed" } },
    "gthread-8s": { variants: { gunicorn: "graceful-timeout-8s-gthread" }, expect: { shape: "streamed" } },
  },
});
