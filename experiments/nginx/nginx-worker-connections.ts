import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "of twelve readers nginx with worker_connections 16 serves some, and hangs up on the others",
  kind: "fix",
  why: `A stream takes two of a worker's connections as long as it lasts: the reader's and the model's. The listening socket and the channel
    to the master take one each. So of 16 fourteen are left, for seven streams. Twelve readers would fit if each took one. nginx accepts a
    further reader, has no connection for it, and closes: no status, no page, no line in the access log. Only the error log says it. With
    512, which is the default, all twelve stream. Public configs say 4, or 16.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 110 },
  readers: { reader: { count: 12, everyMs: 40 } },
  proofs: ["paced"],
  sides: {
    "worker-connections-16": {
      variants: { nginx: "worker-connections-16" },
      expect: {
        crowd: [
          { rank: { from: 1, to: 5 }, shape: "streamed" },
          { share: { min: 0.25, max: 0.5 }, tokens: { max: 0 } },
        ],
        logs: { nginx: "16 worker_connections are not enough" },
      },
    },
    fixed: {
      variants: { nginx: "http-1.1-buffering-off" },
      expect: { shape: "streamed", logs: { nginx: { none: "worker_connections are not enough" } } },
    },
  },
});
