import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Django collects a sync iterator under ASGI, and an async one under WSGI",
  kind: "fix",
  why: `StreamingHttpResponse serves an iterator of the other kind by consuming it whole, and says so in a warning. An async generator under
    ASGI and a plain one under WSGI stream. The move from gunicorn to uvicorn, which is meant to help streams, is what breaks one.`,
  path: ["django", "mock-llm"],
  scenario: { tokens: 16, gapMs: 80 },
  sides: {
    "sync-asgi": {
      variants: { django: "sync-iterator-asgi" },
      expect: { shape: "held", logs: { django: "must consume synchronous iterators" } },
    },
    "async-asgi": { variants: { django: "async-iterator-asgi" }, expect: { shape: "streamed" } },
    "async-wsgi": {
      variants: { django: "async-iterator-wsgi" },
      expect: { shape: "held", logs: { django: "must consume asynchronous iterators" } },
    },
    "sync-wsgi": { variants: { django: "sync-iterator-wsgi" }, expect: { shape: "streamed" } },
  },
});
