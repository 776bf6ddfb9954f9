import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "gunicorn's sync worker passes each event on as it comes, as do gthread and gevent",
  kind: "innocent",
  why: `The sync worker takes one item of the application's generator, writes it to the socket with sendall and asks for the next one
    (handle_request in gunicorn/workers/sync.py): nothing collects the answer. What makes sync workers unfit for streams is their number
    (sync-worker-queue) and the timeout (sync-worker-timeout), not buffering.`,
  path: ["gunicorn", "mock-llm"],
  sides: {
    without: { path: ["mock-llm"], expect: { shape: "streamed" } },
    with: { variants: { gunicorn: "worker-class-sync" }, expect: { shape: "streamed" } },
    gthread: { variants: { gunicorn: "worker-class-gthread" }, expect: { shape: "streamed" } },
    gevent: { variants: { gunicorn: "worker-class-gevent" }, expect: { shape: "streamed" } },
  },
});
