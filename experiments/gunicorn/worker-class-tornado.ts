import { defineExperiment } from "../../src/model/experiment.ts";

const versions = { gunicorn: "tornado-6.6.1" };

export default defineExperiment({
  title: "gunicorn's tornado worker holds a Flask answer to its end; gthread and gevent do not",
  kind: "fix",
  why: `A Flask app under the tornado class is called by Tornado's WSGIContainer, which joins all that the application yields and then writes
    the response: the generator is drained first. The same app in the same image streams under gthread and gevent (sync: sync-worker-default).`,
  path: ["gunicorn", "mock-llm"],
  scenario: { tokens: 16, gapMs: 80 },
  sides: {
    tornado: { versions, variants: { gunicorn: "worker-class-tornado" }, expect: { shape: "held" } },
    gthread: { versions, variants: { gunicorn: "worker-class-gthread" }, expect: { shape: "streamed" } },
    gevent: { versions, variants: { gunicorn: "worker-class-gevent" }, expect: { shape: "streamed" } },
  },
});
