import { defineExperiment } from "../../src/model/experiment.ts";

const cut = { shape: "cut", tokens: { min: 8, max: 8 }, endedMs: { min: 1500, max: 4200 } } as const;

export default defineExperiment({
  title: "max-write-idle, meant for slow readers, has lighttpd end an answer when the model pauses",
  kind: "fix",
  why: `Once an answer has begun, server.max-write-idle (360 s by default, 1 s here).`,
  path: ["lighttpd", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, stalls: [{ beforeToken: 9, ms: 4000 }] },
  proofs: ["paced"],
  sides: {
    "max-write-idle": {
      variants: { lighttpd: "max-write-idle-1s", app: "heartbeat-off" },
      expect: { ...cut, end: "cut" },
    },
    "read-timeout": { variants: { lighttpd: "read-timeout-1s", app: "heartbeat-off" }, expect: { ...cut, end: "cut" } },
    "silent-start": {
      variants: { lighttpd: "read-timeout-1s", app: "headers-unflushed" },
      scenario: { ttftMs: 4000, stalls: [] },
      expect: { shape: "refused", status: 504 },
    },
    "long-answer": {
      variants: { lighttpd: "max-write-idle-1s", app: "heartbeat-off" },
      scenario: { tokens: 50, gapMs: 100, stalls: [] },
      expect: { shape: "streamed", endedMs: { min: 4500 } },
    },
    heartbeat: { variants: { lighttpd: "max-write-idle-1s", app: "heartbeat-timer" }, expect: { shape: "streamed" } },
  },
});
