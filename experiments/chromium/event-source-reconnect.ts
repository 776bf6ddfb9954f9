import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "EventSource asks again after a whole answer, and the model generates it twice",
  kind: "fix",
  why: `EventSource takes the end of any answer for a lost connection and asks again after about three seconds, for as long as the tab is
    open. Each request is a generation of its own, and the page has every token twice. close() at the end marker stops it, and so does close() in onerror; the tab stays open in
    all sides. An idempotency key is not part of this.`,
  path: ["mock-llm"],
  scenario: { tokens: 10, gapMs: 90 },
  readers: { reader: { layer: "chromium", method: "GET", leave: { afterMs: 5300 } } },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { chromium: "event-source-open" },
      expect: { shape: "corrupt", end: "left", requests: 2, generations: 2, tokens: { min: 10, max: 10 } },
    },
    fixed: {
      variants: { chromium: "event-source-close-on-done" },
      expect: { shape: "streamed", end: "left", generations: 1, tokens: { min: 10, max: 10 } },
    },
    "close-on-error": {
      variants: { chromium: "event-source-close-on-error" },
      expect: { shape: "streamed", end: "left", generations: 1, tokens: { min: 10, max: 10 } },
    },
  },
});
