import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "EventSource asks again after a whole answer and after a drop, and the model works twice",
  kind: "fix",
  why: `EventSource takes any end of an answer for a lost connection, a whole answer's too, and asks again after about three seconds. Each
    request is a generation of its own, and the page has the same tokens twice. close() at the end marker stops it after a whole answer,
    and not after a drop; close() in onerror stops it there too, and leaves the page with half of the answer. The tab stays open on all sides.`,
  path: ["mock-llm"],
  scenario: { tokens: 10, gapMs: 120 },
  readers: { reader: { layer: "chromium", method: "GET", leave: { afterMs: 5300 } } },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { chromium: "event-source-open" },
      expect: { shape: "corrupt", end: "left", requests: 2, generations: 2, tokens: { min: 10, max: 10 } },
    },
    fixed: {
      variants: { chromium: "event-source-close-on-done" },
      expect: { shape: "streamed", end: "left", requests: 1, generations: 1, tokens: { min: 10, max: 10 } },
    },
    drop: {
      variants: { chromium: "event-source-close-on-done" },
      scenario: { cut: { afterToken: 5, how: "close" } },
      expect: { shape: "corrupt", end: "left", requests: 2, generations: 2, tokens: { min: 5, max: 5 } },
    },
    "drop-close-on-error": {
      variants: { chromium: "event-source-close-on-error" },
      scenario: { cut: { afterToken: 5, how: "close" } },
      expect: { shape: "streamed", end: "left", requests: 1, generations: 1, tokens: { min: 5, max: 5 } },
    },
  },
});
