import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "with two nginx, the inner one eats the app's X-Accel-Buffering and the outer one holds",
  kind: "fix",
  why: `nginx obeys X-Accel-Buffering and does not pass it on (it is in the list of hidden headers): the inner nginx streams, the outer one never
    sees the header and holds. proxy_pass_header on the inner one lets it through; add_header there says it anew, and for the nginx
    further out that is the upstream's response.`,
  path: ["nginx#2", "nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 110, eventBytes: 220 },
  sides: {
    broken: {
      variants: { "nginx#2": "http-1.0-buffering-on", nginx: "http-1.0-buffering-on", app: "accel-buffering-no" },
      expect: { shape: "held" },
    },
    fixed: {
      variants: {
        "nginx#2": "http-1.0-buffering-on",
        nginx: "http-1.0-pass-accel-header",
        app: "accel-buffering-no",
      },
      expect: { shape: "streamed" },
    },
    "add-header": {
      variants: {
        "nginx#2": "http-1.0-buffering-on",
        nginx: "http-1.0-add-accel-header",
        app: "accel-buffering-no",
      },
      expect: { shape: "streamed" },
    },
  },
});
