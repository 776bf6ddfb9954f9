import { defineExperiment } from "../../src/model/experiment.ts";

/**
 * The first answer of a LiteLLM that has just started waits for modules that it loads then, and so does every ping: this one is asked
 * past nginx, of a model that thinks meanwhile.
 */
const first = { at: "litellm", scenario: { tokens: 4, ttftMs: 4000 } };

export default defineExperiment({
  title: "LiteLLM sends no byte before the first token; with its keep-alive nginx waits for it",
  kind: "fix",
  why: `LiteLLM looks at the first chunk before it answers, because it may be an error: neither status nor headers leave while the model thinks, and nginx
    gives up after proxy_read_timeout (60 s by default, 1 s here) with a 504. With sse_keepalive_ping_interval_seconds it answers after
    one interval of silence and sends a comment in each further one. Its X-Accel-Buffering: no switches off nginx's buffering, so that
    the comments get through, and then the tokens.`,
  path: ["nginx", "litellm", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, ttftMs: 2500 },
  readers: { first, second: { startMs: 5000 } },
  proofs: ["paced"],
  // it takes one core for 12 s and more to start
  sidesRun: "in-turn",
  sides: {
    off: {
      variants: { nginx: "read-timeout-1s-buffering-on", litellm: "default" },
      expect: {
        readers: {
          first: { shape: "streamed", headers: "with-token" },
          second: { shape: "refused", status: 504, tokens: { max: 0 } },
        },
      },
    },
    on: {
      variants: { nginx: "read-timeout-1s-buffering-on", litellm: "keepalive-500ms" },
      expect: {
        shape: "streamed",
        headers: "before-token",
        readers: { second: { responseHeaders: { "x-accel-buffering": null } } },
      },
    },
  },
});
