import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "limit_rate slows a stream down, in bursts; with proxy_buffering off it is ignored",
  kind: "fix",
  why: `limit_rate counts what was sent and, when it is too much, stops sending for up to a second: what the model says meanwhile waits in
    the buffers, and leaves in a lump. Below the model's own pace (here 5 KB/s against a limit of 2 KB/s) the answer takes longer
    than the model. The unbuffered path sends what it reads and never looks at the limit.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 24, gapMs: 75, eventBytes: 400 },
  // a hold by time: nginx counts in whole seconds, so a token waits for 0.2 to 1.5 s, about as long as lockstep's deadline
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { nginx: "limit-rate-buffering-on" },
      expect: { shape: "batched", endedMs: { min: 2500 } },
    },
    "without-limit": {
      variants: { nginx: "http-1.1-buffering-on" },
      expect: { shape: "streamed", endedMs: { max: 2300 } },
    },
    fixed: { variants: { nginx: "limit-rate-buffering-off" }, expect: { shape: "streamed", endedMs: { max: 2300 } } },
  },
});
