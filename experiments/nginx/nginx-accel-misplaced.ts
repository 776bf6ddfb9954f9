import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "nginx takes no notice of an X-Accel-Buffering that its own nginx.conf sets",
  kind: "placebo",
  why: `nginx obeys this header only in the response of its upstream. add_header writes it into nginx's own response, proxy_set_header into the
    request to the app: neither is read by this nginx. And where the app sends it rightly, proxy_ignore_headers X-Accel-Buffering
    defeats it.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 110, eventBytes: 220 },
  sides: {
    without: { variants: { nginx: "http-1.0-buffering-on" }, expect: { shape: "held" } },
    "add-header": {
      variants: { nginx: "http-1.0-add-accel-header" },
      expect: { shape: "held", responseHeaders: { "x-accel-buffering": "no" } },
    },
    "proxy-set-header": { variants: { nginx: "http-1.0-set-accel-header" }, expect: { shape: "held" } },
    ignored: {
      variants: { nginx: "http-1.0-ignore-accel-header", app: "accel-buffering-no" },
      expect: { shape: "held" },
    },
    "sent-by-the-app": {
      variants: { nginx: "http-1.0-buffering-on", app: "accel-buffering-no" },
      expect: { shape: "streamed" },
    },
  },
});
