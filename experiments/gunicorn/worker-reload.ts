import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a gunicorn reload drains sync and gthread workers' streams and cuts gevent's and asgi's",
  kind: "fix",
  why: `On SIGHUP new workers start and the old ones are asked to finish. Nobody enforces graceful_timeout (default 30 s, here 1 s) on them from
    outside: a sync worker just ends its request, and the threads of a gthread worker theirs, however long it takes. gevent and asgi
    workers count for themselves, and not from the signal: both look at it once a second, then asgi waits half a second for its listening
    sockets, and gevent gives its handlers another second after the timeout. So asgi's stream ends 1.5 to 2.5 s after the signal. gevent's
    tokens stop after 2 to 3 s; the killed handler goes back to its keep-alive loop, and the reader hears of the end a second later, when
    the process exits. The class that cures the queue makes the reload a cut; a graceful_timeout above the longest answer cures that.`,
  path: ["gunicorn", "mock-llm"],
  scenario: { tokens: 50, gapMs: 90 },
  // after 450 ms: the times below are from the reader's start
  acts: [{ at: { token: 6 }, do: "signal", signal: "SIGHUP", ends: false, layer: "gunicorn" }],
  proofs: ["paced"],
  sides: {
    "asgi-1s": {
      variants: { gunicorn: "graceful-timeout-1s-asgi" },
      expect: { shape: "cut", end: "cut", tokens: { min: 18, max: 42 }, endedMs: { min: 1800, max: 3800 } },
    },
    "gevent-1s": {
      variants: { gunicorn: "graceful-timeout-1s-gevent" },
      expect: {
        shape: "cut",
        end: "cut",
        tokens: { min: 24, max: 46 },
        endedMs: { min: 3200, max: 5200 },
        logs: { gunicorn: "Worker graceful timeout" },
      },
    },
    "sync-1s": { variants: { gunicorn: "graceful-timeout-1s-sync" }, expect: { shape: "streamed" } },
    "gthread-1s": { variants: { gunicorn: "graceful-timeout-1s-gthread" }, expect: { shape: "streamed" } },
    "asgi-8s": { variants: { gunicorn: "graceful-timeout-8s-asgi" }, expect: { shape: "streamed" } },
  },
});
