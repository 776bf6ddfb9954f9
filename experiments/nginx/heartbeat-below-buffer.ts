import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a heartbeat smaller than one hop's buffer never reaches the next hop's idle timer",
  kind: "fix",
  why: `A comment of eight bytes every 500 ms keeps a hop that streams alive. The inner nginx collects a page (4 KB) first, so the hop in
    front of it reads nothing: its idle limit (1 s here) fires, and the answer is a 504 although the heartbeat never stopped. A comment of
    more than a page pushes out all that was waiting: the answer arrives, in steps of the heartbeat. With the inner proxy_buffering off the
    small one does, and the tokens come as they are sent.`,
  path: ["nginx#2", "nginx", "app", "mock-llm"],
  scenario: { tokens: 16, ttftMs: 2300, gapMs: 100, eventBytes: 220 },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { "nginx#2": "read-timeout-1s", nginx: "http-1.0-buffering-on", app: "heartbeat-timer" },
      expect: {
        shape: "refused",
        status: 504,
        logs: { "nginx#2": "upstream timed out .* while reading response header" },
      },
    },
    "no-holding-hop": {
      path: ["nginx", "app", "mock-llm"],
      variants: { nginx: "read-timeout-1s", app: "heartbeat-timer" },
      expect: { shape: "streamed" },
    },
    padded: {
      variants: { "nginx#2": "read-timeout-1s", nginx: "http-1.0-buffering-on", app: "heartbeat-timer-padded" },
      expect: { shape: "batched", end: "clean" },
    },
    fixed: {
      variants: { "nginx#2": "read-timeout-1s", nginx: "http-1.0-buffering-off", app: "heartbeat-timer" },
      expect: { shape: "streamed" },
    },
  },
});
