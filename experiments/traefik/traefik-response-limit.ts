import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Traefik's maxResponseBodyBytes lets the model finish, and answers 500 instead",
  kind: "fix",
  why: `The buffering middleware fails the write that passes the limit, and the proxy behind it gives up reading; the reader, who has got
    nothing yet, gets the status 500 and not a token of what was there. An answer below the limit is held, and arrives at its end. The
    limit counts what the model has sent, so it grows with the length of the answer.`,
  path: ["traefik", "mock-llm"],
  scenario: { tokens: 20, gapMs: 80, eventBytes: 220 },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { traefik: "buffering-response-limit-1k" },
      expect: { shape: "refused", status: 500, generations: 1, logs: { traefik: "exceeded allowed 1024" } },
    },
    "below-it": {
      variants: { traefik: "buffering-response-limit-1k" },
      scenario: { format: "text", eventBytes: 20 },
      expect: { shape: "held", status: 200 },
    },
    fixed: { variants: { traefik: "defaults" }, expect: { shape: "streamed" } },
  },
});
