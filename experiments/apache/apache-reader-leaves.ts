import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Apache tells a silent model only with its next write that the reader left, over HTTP/2 too",
  kind: "fix",
  why: `The worker of a request waits for the app, and for nothing else: that the reader has closed, or has reset its HTTP/2 stream, it
    sees when a write fails. While the model thinks there is none, so it is told when it goes on. A model that talks is told by its next
    tokens, and a heartbeat from a timer of the app is such a write.`,
  path: ["apache", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, stalls: [{ beforeToken: 7, ms: 2500 }] },
  readers: { reader: { leave: { afterToken: 6 } } },
  proofs: ["paced"],
  sides: {
    thinking: { variants: { app: "heartbeat-off" }, expect: { shape: "streamed", end: "left", toldMs: { min: 1500 } } },
    // no shape: the token that Apache still takes has no reader to go to, and packets would call that a hold
    http2: {
      variants: { app: "heartbeat-off" },
      readers: { reader: { httpVersion: "2" } },
      expect: { tokens: { min: 6, max: 6 }, end: "left", toldMs: { min: 1500 } },
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
