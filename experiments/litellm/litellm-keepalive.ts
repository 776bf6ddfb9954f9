import { defineExperiment } from "../../src/model/experiment.ts";

const keptAlive = { body: { model: "mock-that-thinks" } };

export default defineExperiment({
  title: "LiteLLM sends no byte before the first token; with its keep-alive nginx waits for it",
  kind: "fix",
  why: `LiteLLM looks at the first chunk before it answers, because it may be an error: neither status nor headers leave while the model
    thinks, and nginx gives up after proxy_read_timeout (60 s by default, 2 s here) with a 504. A model with keepalive_seconds answers after
    so much silence, with a comment, and sends another in each further one. LiteLLM's own X-Accel-Buffering: no is what switches off nginx's
    buffering; an nginx that is told to ignore it waits as long, and holds comments and tokens to the end.`,
  path: ["nginx", "litellm", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, ttftMs: 2750 },
  readers: { reader: {}, direct: { at: "litellm" } },
  proofs: ["paced"],
  // LiteLLM takes one core for 15 s to start; what differs is the request, and nginx.conf
  sidesRun: "reloaded",
  sides: {
    off: {
      variants: { nginx: "read-timeout-2s-buffering-on", litellm: "keepalive-by-model" },
      expect: {
        readers: {
          reader: { shape: "refused", status: 504, tokens: { max: 0 } },
          direct: { shape: "streamed", headers: "with-token", ttfbMs: { min: 2700 } },
        },
      },
    },
    on: {
      variants: { nginx: "read-timeout-2s-buffering-on", litellm: "keepalive-by-model" },
      readers: { reader: keptAlive, direct: keptAlive },
      expect: {
        shape: "streamed",
        headers: "before-token",
        readers: {
          reader: { responseHeaders: { "x-accel-buffering": null } },
          direct: { responseHeaders: { "x-accel-buffering": "no" } },
        },
      },
    },
    "header-ignored": {
      variants: { nginx: "read-timeout-2s-ignore-accel-header", litellm: "keepalive-by-model" },
      readers: { reader: keptAlive, direct: keptAlive },
      expect: {
        hops: ["nginx"],
        readers: { reader: { shape: "held" }, direct: { shape: "streamed", headers: "before-token" } },
      },
    },
  },
});
