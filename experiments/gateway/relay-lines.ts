import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a relay that skips empty lines and adds one newline to each other sends no event",
  kind: "fix",
  why: `In an event stream the empty line ends an event. A loop over lines that skips it, and writes one newline after each other line, sends all bytes but
    those, in pace: and a reader of events has one event that never ends, and drops it at the end of the stream. Two newlines after each line cure it
    where an event is one line; keeping the empty lines does so always.`,
  path: ["gateway", "mock-llm"],
  scenario: { tokens: 24, gapMs: 75 },
  proofs: ["paced"],
  sides: {
    "one-newline": {
      variants: { gateway: "httpx-lines-one-newline" },
      expect: { shape: "cut", end: "silent", status: 200, tokens: { max: 0 }, ttfbMs: { max: 1000 } },
    },
    "two-newlines": { variants: { gateway: "httpx-lines-two-newlines" }, expect: { shape: "streamed" } },
    kept: { variants: { gateway: "httpx-lines-kept" }, expect: { shape: "streamed" } },
  },
});
