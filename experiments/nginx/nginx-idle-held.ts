import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "behind an idle limit a holding nginx makes a short answer late and a longer one a 504",
  kind: "fix",
  why: `What one nginx holds is silence to the hop in front of it, whose idle limit (60 s by default, 1 s here) fires before the answer is
    let go: a 504, and not one token. An answer that ends within the limit comes late, and whole. No timeout of a buffer has fired:
    the nginx that holds has the same limit when it stands alone, and lets the longer answer go in the end. With proxy_buffering off the hop
    in front reads each token in time.`,
  path: ["nginx#2", "nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 100, eventBytes: 220 },
  proofs: ["paced"],
  sides: {
    long: {
      variants: { "nginx#2": "read-timeout-1s", nginx: "http-1.0-buffering-on" },
      expect: {
        shape: "refused",
        status: 504,
        logs: { "nginx#2": "upstream timed out .* while reading response header" },
      },
    },
    short: {
      variants: { "nginx#2": "read-timeout-1s", nginx: "http-1.0-buffering-on" },
      scenario: { tokens: 6 },
      expect: { shape: "held", ttftMs: { min: 450, max: 950 } },
    },
    "long-alone": {
      path: ["nginx", "app", "mock-llm"],
      variants: { nginx: "read-timeout-1s-buffering-on" },
      expect: { shape: "held", ttftMs: { min: 1400 } },
    },
    fixed: {
      variants: { "nginx#2": "read-timeout-1s", nginx: "http-1.0-buffering-off" },
      expect: { shape: "streamed", endedMs: { min: 1400 } },
    },
  },
});
