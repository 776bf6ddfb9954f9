import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "EventSource gives nothing of an event stream that is called plain text or JSON",
  kind: "fix",
  why: `The answer is a healthy 200 with the very same events. A type other than text/event-stream fails the connection for good (HTML, server-sent
    events: "fail the connection"): no event, no reconnect, one error event without a reason. The tab sees
    nothing, neither late nor at the end, and it is the browser that breaks off.`,
  path: ["mock-llm"],
  scenario: { contentType: "text/event-stream" },
  readers: { reader: { layer: "chromium", method: "GET" } },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { chromium: "event-source" },
      scenario: { contentType: "text/plain" },
      expect: { shape: "cut", end: "gave-up", status: 200, tokens: { max: 0 }, generations: 1 },
    },
    json: {
      variants: { chromium: "event-source" },
      scenario: { contentType: "application/json" },
      expect: { shape: "cut", end: "gave-up", status: 200, tokens: { max: 0 }, requests: 1 },
    },
    fixed: { variants: { chromium: "event-source" }, expect: { shape: "streamed", generations: 1 } },
  },
});
