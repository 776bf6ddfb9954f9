import { defineExperiment } from "../../src/model/experiment.ts";

const cut = { shape: "cut", end: "cut", tokens: { min: 8, max: 8 }, endedMs: { min: 1500, max: 4500 } } as const;

export default defineExperiment({
  title: "max-write-idle, meant for slow readers, has lighttpd end an answer when the model pauses",
  kind: "fix",
  why: `Once the head of an answer is out, server.max-write-idle (360 s by default, 1 s here) counts from the last write to the reader,
    and while the model pauses there is none. A limit of its own towards the model, read-timeout, is off by default; set to 1 s it ends a
    pause too, and a silent start with a 504. Both are looked at once a second, so they end up to two seconds later. Nothing limits the
    whole, and a heartbeat from a timer of the app saves the pause.`,
  path: ["lighttpd", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, stalls: [{ beforeToken: 9, ms: 4500 }] },
  proofs: ["paced"],
  sides: {
    "max-write-idle": { variants: { lighttpd: "max-write-idle-1s", app: "heartbeat-off" }, expect: cut },
    "max-write-idle-http2": {
      variants: { lighttpd: "max-write-idle-1s", app: "heartbeat-off" },
      readers: { reader: { httpVersion: "2" } },
      expect: { shape: "cut", tokens: { min: 8, max: 8 }, endedMs: { min: 1500, max: 4500 } },
    },
    "read-timeout": {
      variants: { lighttpd: "read-timeout-1s", app: "heartbeat-off" },
      expect: { ...cut, logs: { lighttpd: "read timeout on socket" } },
    },
    "silent-start": {
      variants: { lighttpd: "read-timeout-1s", app: "headers-unflushed" },
      scenario: { ttftMs: 4500, stalls: [] },
      expect: { shape: "refused", status: 504 },
    },
    "long-answer": {
      variants: { lighttpd: "max-write-idle-1s", app: "heartbeat-off" },
      scenario: { tokens: 40, gapMs: 110, stalls: [] },
      expect: { shape: "streamed", endedMs: { min: 4000 } },
    },
    heartbeat: { variants: { lighttpd: "max-write-idle-1s", app: "heartbeat-timer" }, expect: { shape: "streamed" } },
  },
});
