import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "ext_proc's message_timeout cuts a silent processor, not one that lags behind",
  kind: "fix",
  why: `message_timeout (200 ms by default) starts anew with each message that Envoy sends, and any answer stops it. A processor that takes
    300 ms a piece trips it on the first piece of a model that sends one every 360 ms: the head is out, so the reader gets a 200
    without a token. One that takes 150 ms, with a piece every 75 ms, falls behind by a second and is never cut.
    failure_mode_allow lets the answer pass, from there on unseen by the guard; a longer timeout keeps both, at the guard's own 300 ms a token.`,
  path: ["envoy", "app", "mock-llm"],
  beside: ["ext-proc"],
  scenario: { tokens: 6, gapMs: 360 },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { envoy: "ext-proc-streamed", "ext-proc": "checks-in-turn-300ms" },
      expect: {
        shape: "cut",
        end: "cut",
        status: 200,
        tokens: { max: 0 },
        logs: { envoy: "v1/chat.* 200 .*details=ext_proc_error_per-message_timeout_exceeded" },
      },
    },
    lagging: {
      variants: { envoy: "ext-proc-streamed", "ext-proc": "checks-in-turn-150ms" },
      scenario: { tokens: 16, gapMs: 75 },
      expect: { shape: "stretched" },
    },
    "failure-allowed": {
      variants: { envoy: "ext-proc-streamed-failure-allowed", "ext-proc": "checks-in-turn-300ms" },
      expect: { shape: "streamed" },
    },
    fixed: {
      variants: { envoy: "ext-proc-streamed-timeout-5s", "ext-proc": "checks-in-turn-300ms" },
      expect: { shape: "delayed", ttftMs: { min: 250 } },
    },
  },
});
