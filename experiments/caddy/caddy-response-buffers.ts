import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Caddy's buffer_responses holds the whole answer, and so does templates one of text/plain",
  kind: "fix",
  why: `buffer_responses (response_buffers in newer versions) reads the model's answer to its end before the first byte is written.
    flush_interval -1 comes after it and changes nothing. templates collects what it may have to execute: text/html, text/markdown and
    text/plain, by default; an event stream passes it by.`,
  path: ["caddy", "mock-llm"],
  scenario: { tokens: 16, gapMs: 90, ttftMs: 300 },
  sides: {
    broken: { variants: { caddy: "buffer-responses-on" }, expect: { shape: "held", headers: "with-token" } },
    "flush-interval": { variants: { caddy: "buffer-responses-on-flush-immediate" }, expect: { shape: "held" } },
    "templates-text": {
      variants: { caddy: "templates-on" },
      scenario: { format: "text" },
      expect: { shape: "held" },
    },
    "templates-events": { variants: { caddy: "templates-on" }, expect: { shape: "streamed" } },
    fixed: { variants: { caddy: "defaults" }, expect: { shape: "streamed" } },
  },
});
