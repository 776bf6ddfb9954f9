import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "the app cures nginx with X-Accel-Buffering: no, nginx.conf untouched",
  kind: "fix",
  why: `nginx reads X-Accel-Buffering from the upstream's response and switches off the buffering of this one answer
    (ngx_http_upstream_process_buffering), a short one and a long one. The head goes on at once as well, before the model has sent its first
    token. The header itself goes no further.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 16, ttftMs: 400, gapMs: 100, eventBytes: 220 },
  sides: {
    broken: {
      variants: { nginx: "http-1.0-buffering-on", app: "compression-off" },
      expect: { shape: "held", headers: "with-token" },
    },
    fixed: {
      variants: { nginx: "http-1.0-buffering-on", app: "accel-buffering-no" },
      // obeyed, and eaten: the next proxy never sees it (nginx-chain)
      expect: { shape: "streamed", headers: "before-token", responseHeaders: { "x-accel-buffering": null } },
    },
    "fixed-long": {
      variants: { nginx: "http-1.0-buffering-on", app: "accel-buffering-no" },
      scenario: { tokens: 60, gapMs: 30 },
      expect: { shape: "streamed", headers: "before-token" },
    },
  },
});
