import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "proxy_send_timeout and keepalive_timeout of 300 s save no stream from the idle limit",
  kind: "placebo",
  why: `proxy_send_timeout limits the sending of the request to the app, keepalive_timeout the time between two requests of a reader.
    A pause of the model is neither: proxy_read_timeout ends the stream at the same token, with or without them.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, stalls: [{ beforeToken: 9, ms: 2000 }] },
  proofs: ["paced"],
  sides: {
    before: {
      variants: { nginx: "read-timeout-1s" },
      expect: { shape: "cut", end: "cut", tokens: { min: 8, max: 8 }, endedMs: { min: 1000, max: 2300 } },
    },
    after: {
      variants: { nginx: "read-timeout-1s-others-300s" },
      expect: { shape: "cut", end: "cut", tokens: { min: 8, max: 8 }, endedMs: { min: 1000, max: 2300 } },
    },
    "read-timeout": { variants: { nginx: "read-timeout-10s" }, expect: { shape: "streamed" } },
  },
});
