import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "LiteLLM says X-Accel-Buffering: no itself, and nginx in front streams",
  kind: "fix",
  why: `The model says nothing of buffering. LiteLLM sets X-Accel-Buffering: no on each stream, so an nginx that would fill its page passes this answer on.
    With the header ignored (proxy_ignore_headers) the same path is held, by nginx.`,
  path: ["nginx", "litellm", "mock-llm"],
  // the first answer of a LiteLLM that has just started is late by itself: the model thinks for longer than that
  scenario: { tokens: 16, gapMs: 110, ttftMs: 3000 },
  proofs: ["paced"],
  sides: {
    ignored: {
      variants: { nginx: "http-1.0-ignore-accel-header", litellm: "default" },
      expect: { shape: "held", hops: ["nginx"] },
    },
    obeyed: {
      variants: { nginx: "http-1.0-buffering-on", litellm: "default" },
      expect: { shape: "streamed", responseHeaders: { "x-accel-buffering": null } },
    },
  },
});
