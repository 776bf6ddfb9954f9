import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Apache tells a silent model that its reader left only when it next has something to write",
  kind: "fix",
  why: `The worker that serves the request waits for the model and for nothing else.`,
  path: ["apache", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, stalls: [{ beforeToken: 7, ms: 2500 }] },
  readers: { reader: { leave: { afterToken: 6 } } },
  proofs: ["paced"],
  sides: {
    thinking: { variants: { app: "heartbeat-off" }, expect: { shape: "streamed", end: "left", toldMs: { min: 1500 } } },
    http2: {
      variants: { app: "heartbeat-off" },
      readers: { reader: { httpVersion: "2" } },
      expect: { shape: "streamed", end: "left", toldMs: { min: 1500 } },
    },
    talking: {
      variants: { app: "heartbeat-off" },
      scenario: { stalls: [] },
      expect: { shape: "streamed", end: "left", tokensForNobody: { max: 4 } },
    },
    heartbeat: {
      variants: { app: "heartbeat-timer" },
      expect: { shape: "streamed", end: "left", toldMs: { max: 1300 } },
    },
  },
});
