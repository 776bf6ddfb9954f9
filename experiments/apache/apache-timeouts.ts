import { defineExperiment } from "../../src/model/experiment.ts";

const cut = { shape: "cut", tokens: { min: 8, max: 8 }, endedMs: { min: 1000, max: 2300 } } as const;

export default defineExperiment({
  title: "Apache's ProxyTimeout ends a pause or a silent start, and never a long answer that talks",
  kind: "fix",
  why: `ProxyTimeout limits the silence of the model, here to 1 s.`,
  path: ["apache", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, stalls: [{ beforeToken: 9, ms: 2000 }] },
  proofs: ["paced"],
  sides: {
    pause: { variants: { apache: "proxy-timeout-1s", app: "heartbeat-off" }, expect: { ...cut, end: "cut" } },
    "core-timeout": { variants: { apache: "timeout-1s", app: "heartbeat-off" }, expect: { ...cut, end: "cut" } },
    "silent-start": {
      variants: { apache: "proxy-timeout-1s", app: "headers-unflushed" },
      scenario: { ttftMs: 2000, stalls: [] },
      expect: { shape: "refused", status: 504 },
    },
    "pause-http10": {
      variants: { apache: "proxy-timeout-1s", app: "heartbeat-off" },
      readers: { reader: { httpVersion: "1.0" } },
      expect: { ...cut, end: "silent" },
    },
    "long-answer": {
      variants: { apache: "proxy-timeout-1s", app: "heartbeat-off" },
      scenario: { tokens: 30, gapMs: 110, stalls: [] },
      expect: { shape: "streamed", endedMs: { min: 3000 } },
    },
    heartbeat: { variants: { apache: "proxy-timeout-1s", app: "heartbeat-timer" }, expect: { shape: "streamed" } },
  },
});
