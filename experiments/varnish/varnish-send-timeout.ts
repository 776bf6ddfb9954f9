import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Varnish's send_timeout, 10 minutes by default, cuts a stream that never pauses",
  kind: "fix",
  why: `send_timeout (1 s here) is a total: the deadline is set when the delivery begins, and looked at before each write (V1L_Flush). No token
    and no heartbeat moves it. It ends a healthy answer in the middle. A pipe has no such limit.`,
  path: ["varnish", "app", "mock-llm"],
  scenario: { tokens: 24, gapMs: 100 },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { varnish: "send-timeout-1s" },
      expect: { shape: "cut", end: "cut", tokens: { min: 6, max: 16 }, endedMs: { min: 900, max: 1700 } },
    },
    http2: {
      variants: { varnish: "send-timeout-1s" },
      readers: { reader: { httpVersion: "2" } },
      expect: { shape: "cut" },
    },
    fixed: { expect: { shape: "streamed", endedMs: { min: 2200 } } },
  },
});
