import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a first comment lowers time to first byte, not to first token; behind a buffer neither",
  kind: "placebo",
  why: `": open" is a byte of the body, so a metric of the first byte falls to nothing; the first token comes when the model sends it. Behind
    a buffering nginx the comment waits in the buffer with everything else: there even the first byte does not fall, until
    proxy_buffering is off.`,
  path: ["app", "mock-llm"],
  scenario: { tokens: 12, ttftMs: 1000, eventBytes: 220 },
  sides: {
    without: { expect: { shape: "streamed", ttfbMs: { min: 1000, max: 1300 }, ttftMs: { min: 1000, max: 1300 } } },
    comment: {
      variants: { app: "open-comment-sent" },
      expect: { shape: "streamed", ttfbMs: { max: 300 }, ttftMs: { min: 1000, max: 1300 } },
    },
    "nginx-without": {
      path: ["nginx", "app", "mock-llm"],
      variants: { nginx: "http-1.0-buffering-on" },
      expect: { shape: "held", ttfbMs: { min: 1700 }, ttftMs: { min: 1700 } },
    },
    "nginx-comment": {
      path: ["nginx", "app", "mock-llm"],
      variants: { nginx: "http-1.0-buffering-on", app: "open-comment-sent" },
      expect: { shape: "held", ttfbMs: { min: 1700 }, ttftMs: { min: 1700 } },
    },
    "nginx-cured": {
      path: ["nginx", "app", "mock-llm"],
      variants: { nginx: "http-1.0-buffering-off", app: "open-comment-sent" },
      expect: { shape: "streamed", ttfbMs: { max: 300 }, ttftMs: { min: 1000, max: 1300 } },
    },
  },
});
