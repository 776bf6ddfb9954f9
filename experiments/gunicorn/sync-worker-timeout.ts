import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "gunicorn's timeout kills a sync worker in the middle of a healthy stream; the log says 200",
  kind: "fix",
  why: `The arbiter kills a worker that has not touched its heartbeat file for --timeout (default 30 s). A sync worker touches it between
    requests only: for it the timeout is a limit on the whole answer, tokens or not. The status was sent long ago, so the access log of
    the killed worker says 200. The other classes beat from a loop of their own, and the same timeout leaves the stream alone.`,
  path: ["gunicorn", "mock-llm"],
  scenario: { tokens: 42, gapMs: 90 },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { gunicorn: "timeout-2s-sync" },
      expect: {
        shape: "cut",
        end: "cut",
        tokens: { min: 15, max: 38 },
        logs: { gunicorn: 'POST /v1/chat/completions.* HTTP/1.1" 200 ' },
      },
    },
    gthread: { variants: { gunicorn: "timeout-2s-gthread" }, expect: { shape: "streamed" } },
    gevent: { variants: { gunicorn: "timeout-2s-gevent" }, expect: { shape: "streamed" } },
    asgi: { variants: { gunicorn: "timeout-2s-asgi" }, expect: { shape: "streamed" } },
  },
});
