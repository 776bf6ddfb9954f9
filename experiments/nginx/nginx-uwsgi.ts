import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "uwsgi_pass holds a short answer, and uwsgi_buffering cures it in nginx, not in uwsgi.ini",
  kind: "fix",
  why: `The uwsgi protocol ends an answer by closing the connection, so nginx fills a page (4096 bytes) before it passes anything on.
    uWSGI itself holds nothing and has no such setting: in uwsgi.ini uwsgi_buffering is an unknown word, which it takes without
    complaint. It is a directive of nginx; the application's X-Accel-Buffering: no does the same.`,
  path: ["nginx", "uwsgi", "mock-llm"],
  scenario: { tokens: 16, gapMs: 110, eventBytes: 220 },
  sides: {
    broken: { variants: { nginx: "uwsgi-buffering-on" }, expect: { shape: "held" } },
    "in-uwsgi-ini": {
      variants: { nginx: "uwsgi-buffering-on", uwsgi: "uwsgi-buffering-off" },
      expect: { shape: "held" },
    },
    fixed: { variants: { nginx: "uwsgi-buffering-off" }, expect: { shape: "streamed" } },
    "accel-header": {
      variants: { nginx: "uwsgi-buffering-on", uwsgi: "accel-buffering-no" },
      expect: { shape: "streamed" },
    },
  },
});
