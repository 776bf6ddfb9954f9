import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "ext_proc's message_timeout cuts the answer of a slow guard, unless pieces keep coming fast",
  kind: "fix",
  why: `message_timeout (200 ms by default) starts anew with each message that Envoy sends, and any answer stops it. A guard that takes 300 ms a
    piece trips it on the first piece of a model that sends one every 360 ms: the head is out, so the reader gets a 200 without a token.
    If the guard takes as long over the head, it is a 504. With a piece every 75 ms the same guard falls behind by more than a second,
    and is never cut. failure_mode_allow lets the answer pass in pace, so from there on without the guard; a longer timeout waits
    for the guard, at its own 300 ms a token.`,
  path: ["envoy", "app", "mock-llm"],
  beside: ["ext-proc"],
  scenario: { tokens: 8, gapMs: 360 },
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
    "headers-too": {
      healthzStatus: 504,
      variants: { envoy: "ext-proc-streamed", "ext-proc": "checks-in-turn-300ms-headers-too" },
      expect: {
        shape: "refused",
        status: 504,
        logs: { envoy: "v1/chat.* 504 .*details=ext_proc_error_per-message_timeout_exceeded" },
      },
    },
    "faster-model": {
      variants: { envoy: "ext-proc-streamed", "ext-proc": "checks-in-turn-300ms" },
      scenario: { gapMs: 75 },
      expect: { shape: "stretched", endedMs: { min: 2300 } },
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
