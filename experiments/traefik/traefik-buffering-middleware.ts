import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Traefik's buffering middleware holds any answer, even if all it limits is requests",
  kind: "fix",
  why: `The middleware reads the request and the answer to their ends, whichever limit is set: one that is to refuse large uploads collects
    the model's answer, too, head and all. flushInterval belongs to the proxy inside of it and changes nothing; X-Accel-Buffering is
    nginx's word and passes by. The write that passes maxResponseBodyBytes fails, and as the reader has got nothing yet, it gets a 500 and
    not a token of what was there. A second router for the path of the chat, without the middleware, cures.`,
  path: ["traefik", "mock-llm"],
  scenario: { tokens: 16, gapMs: 90, ttftMs: 300 },
  readers: { reader: { method: "GET" } },
  sides: {
    broken: {
      variants: { traefik: "buffering-request-limit" },
      expect: { shape: "held", headers: "with-token" },
    },
    "flush-interval": {
      variants: { traefik: "buffering-request-limit-flush-immediate" },
      expect: { shape: "held" },
    },
    "accel-buffering": {
      variants: { traefik: "buffering-request-limit" },
      scenario: { headers: { "x-accel-buffering": "no" } },
      expect: { shape: "held" },
    },
    "response-limit": {
      variants: { traefik: "buffering-response-limit-1k" },
      expect: { shape: "refused", status: 500, logs: { traefik: "exceeded allowed 1024" } },
    },
    fixed: { variants: { traefik: "buffering-not-chat" }, expect: { shape: "streamed", headers: "before-token" } },
  },
});
