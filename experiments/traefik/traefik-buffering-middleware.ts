import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Traefik's buffering middleware holds every answer, even where only requests are limited",
  kind: "fix",
  why: `The middleware reads the request and the answer to their ends, whichever limit is set: one that is to refuse large uploads collects
    the model's answer, too, head and all. flushInterval belongs to the proxy inside of it and changes nothing; X-Accel-Buffering is
    nginx's word and passes by. A second router for the path of the chat, without the middleware, cures.`,
  path: ["traefik", "mock-llm"],
  scenario: { tokens: 16, gapMs: 90, ttftMs: 300 },
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
    fixed: { variants: { traefik: "buffering-not-chat" }, expect: { shape: "streamed", headers: "before-token" } },
  },
});
