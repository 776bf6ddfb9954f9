import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Squid tells the model at once that the reader has left, also while the model thinks",
  kind: "innocent",
  why: `Squid reads the reader's connection while it waits for the model, and sees its end there. An answer that it cannot store is
    aborted then. Every side is told within half a second.`,
  path: ["squid", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, stalls: [{ beforeToken: 7, ms: 2500 }] },
  readers: { reader: { leave: { afterToken: 6 } } },
  proofs: ["paced"],
  sides: {
    without: { path: ["mock-llm"], expect: { shape: "streamed", end: "left", toldMs: { max: 500 } } },
    with: { expect: { shape: "streamed", end: "left", toldMs: { max: 500 } } },
    get: { readers: { reader: { method: "GET" } }, expect: { shape: "streamed", end: "left", toldMs: { max: 500 } } },
  },
});
