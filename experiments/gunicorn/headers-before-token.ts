import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "gunicorn's own workers send no headers before the first token, uvicorn does",
  kind: "fix",
  why: `gunicorn's workers write the response head together with the first piece of the body, as WSGI wants it; its asgi worker does the same
    with the same app for which uvicorn sends the head at once. The tokens are in pace under all of them, but while the model thinks a reader
    cannot tell the first three from a dead server.`,
  path: ["gunicorn", "mock-llm"],
  scenario: { tokens: 12, gapMs: 80, ttftMs: 1500 },
  proofs: ["paced"],
  sides: {
    sync: { variants: { gunicorn: "worker-class-sync" }, expect: { shape: "streamed", headers: "with-token" } },
    gevent: { variants: { gunicorn: "worker-class-gevent" }, expect: { shape: "streamed", headers: "with-token" } },
    asgi: { variants: { gunicorn: "worker-class-asgi" }, expect: { shape: "streamed", headers: "with-token" } },
    uvicorn: { variants: { gunicorn: "worker-class-uvicorn" }, expect: { shape: "streamed", headers: "before-token" } },
  },
});
