import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "mitmproxy with a script that streams text/event-stream only holds NDJSON to its end",
  kind: "fix",
  why: `The script of three lines that people copy sets flow.response.stream when the Content-Type is text/event-stream. The same answer as NDJSON is none,
    so mitmproxy puts it together as by default. Ask for the type that the origin really sends.`,
  path: ["mitmproxy", "app", "mock-llm"],
  scenario: { tokens: 24, gapMs: 75, eventBytes: 220 },
  sides: {
    ndjson: {
      variants: { mitmproxy: "stream-event-stream" },
      scenario: { format: "ndjson" },
      expect: { shape: "held" },
    },
    "event-stream": { variants: { mitmproxy: "stream-event-stream" }, expect: { shape: "streamed" } },
  },
});
