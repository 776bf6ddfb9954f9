import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "LiteLLM sends no byte before the first token; with its keep-alive nginx waits for it",
  kind: "fix",
  why: `LiteLLM looks at the first chunk before it answers, because it may be an error: neither status nor headers leave while the model thinks, and nginx
    gives up after proxy_read_timeout (60 s by default, 1 s here) with a 504. With sse_keepalive_ping_interval_seconds it answers after
    one interval of silence and sends a comment in each further one. Its X-Accel-Buffering: no switches off nginx's buffering, so that
    the comments get through, and then the tokens.`,
  path: ["nginx", "litellm", "mock-llm"],
  // the first answer of a LiteLLM that has just started is late by itself: the model thinks for longer than that
  scenario: { tokens: 24, gapMs: 75, ttftMs: 4500 },
  proofs: ["paced"],
  // it takes one core for 12 s and more to start
  sidesRun: "in-turn",
  sides: {
    off: {
      variants: { nginx: "read-timeout-1s-buffering-on", litellm: "default" },
      expect: { shape: "refused", status: 504, tokens: { max: 0 } },
    },
    on: {
      variants: { nginx: "read-timeout-1s-buffering-on", litellm: "keepalive-500ms" },
      expect: { shape: "streamed", headers: "before-token", responseHeaders: { "x-accel-buffering": null } },
    },
  },
});
