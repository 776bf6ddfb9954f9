import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a gunicorn reload drains a sync worker's stream and cuts gevent's and asgi's",
  kind: "fix",
  why: `On SIGHUP new workers start and the old ones are asked to finish. Nobody enforces graceful_timeout (default 30 s, here 1 s) on them from
    outside: a sync worker just ends its request, however long it takes. gevent and asgi workers count for themselves and close what is
    still open when the time is up. The class that cures the queue makes the reload a cut; a graceful_timeout above the longest answer
    cures that.`,
  path: ["gunicorn", "mock-llm"],
  scenario: { tokens: 50, gapMs: 90 },
  acts: [{ at: { token: 6 }, do: "signal", signal: "SIGHUP", ends: false, layer: "gunicorn" }],
  proofs: ["paced"],
  sides: {
    "asgi-1s": {
      variants: { gunicorn: "graceful-timeout-1s-asgi" },
      expect: { shape: "cut", end: "cut", tokens: { min: 10, max: 44 } },
    },
    "gevent-1s": {
      variants: { gunicorn: "graceful-timeout-1s-gevent" },
      expect: { shape: "cut", end: "cut", tokens: { min: 10, max: 44 } },
    },
    "sync-1s": { variants: { gunicorn: "graceful-timeout-1s-sync" }, expect: { shape: "streamed" } },
    "asgi-8s": { variants: { gunicorn: "graceful-timeout-8s-asgi" }, expect: { shape: "streamed" } },
  },
});
