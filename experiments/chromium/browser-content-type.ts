import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Chromium's fetch streams an answer called event stream, JSON or plain text",
  kind: "innocent",
  why: `fetch does not look at Content-Type before it hands out bytes: the same events come in pace as an event stream, as JSON and as
    plain text. What does mind is EventSource (event-source-content-type), and it refuses, it does not buffer.`,
  path: ["mock-llm"],
  scenario: { tokens: 16, gapMs: 110 },
  readers: { reader: { layer: "chromium" } },
  sides: {
    "event-stream": { expect: { shape: "streamed" } },
    json: { scenario: { contentType: "application/json" }, expect: { shape: "streamed" } },
    text: { scenario: { contentType: "text/plain" }, expect: { shape: "streamed" } },
  },
});
