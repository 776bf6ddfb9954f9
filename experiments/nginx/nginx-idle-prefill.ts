import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "nginx drops an answer for a silent start, not for the time that it takes",
  kind: "fix",
  why: `The same time for the same answer. If it begins with a silence longer than proxy_read_timeout, nginx answers 504 when no head
    has come yet, and closes a stream without a token when the app has sent its head already. If the tokens come all along,
    nothing happens.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 30, ttftMs: 2500 },
  proofs: ["paced"],
  sides: {
    "silent-no-head": {
      variants: { nginx: "read-timeout-1s" },
      scenario: { headersAt: "first-token" },
      expect: { shape: "refused", status: 504, logs: { nginx: "upstream timed out .* while reading response header" } },
    },
    "silent-with-head": {
      variants: { nginx: "read-timeout-1s" },
      expect: { shape: "cut", end: "cut", status: 200, tokens: { max: 0 } },
    },
    talking: {
      variants: { nginx: "read-timeout-1s" },
      scenario: { ttftMs: 0, gapMs: 185 },
      expect: { shape: "streamed", endedMs: { min: 2700 } },
    },
  },
});
