import { defineExperiment } from "../../src/model/experiment.ts";

const withToken = { shape: "streamed", headers: "with-token" } as const;

export default defineExperiment({
  title: "gunicorn's sync, gthread, gevent and asgi workers send the headers with the first token",
  kind: "fix",
  why: `gunicorn's workers write the response head together with the first piece of the body, as WSGI wants it; its asgi worker does the same
    with the same app for which uvicorn's worker sends the head at once. The tokens are in pace under all of them, but while the model thinks a
    reader cannot tell the others from a dead server. Of gunicorn's classes only tornado is not here: it sends nothing
    before the last token (worker-class-tornado).`,
  path: ["gunicorn", "mock-llm"],
  scenario: { tokens: 12, gapMs: 80, ttftMs: 1500 },
  proofs: ["paced"],
  sides: {
    sync: { variants: { gunicorn: "worker-class-sync" }, expect: withToken },
    gthread: { variants: { gunicorn: "worker-class-gthread" }, expect: withToken },
    gevent: { variants: { gunicorn: "worker-class-gevent" }, expect: withToken },
    "gevent-pywsgi": { variants: { gunicorn: "worker-class-gevent-pywsgi" }, expect: withToken },
    asgi: { variants: { gunicorn: "worker-class-asgi" }, expect: withToken },
    uvicorn: { variants: { gunicorn: "worker-class-uvicorn" }, expect: { shape: "streamed", headers: "before-token" } },
  },
});
