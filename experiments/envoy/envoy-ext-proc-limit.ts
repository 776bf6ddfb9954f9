import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "above the buffer limit ext_proc refuses when BUFFERED, and lets go when PARTIAL",
  kind: "fix",
  why: `The buffered modes wait for the end of the body, but no further than per_connection_buffer_limit_bytes (1 MiB by default, 4096
    here). BUFFERED then answers 500, with a whole generation lost. BUFFERED_PARTIAL hands over what it has and lets the rest
    through without the processor: the head of the answer in one lump, then a stream.`,
  path: ["envoy", "app", "mock-llm"],
  beside: ["ext-proc"],
  scenario: { tokens: 40, gapMs: 60, eventBytes: 220 },
  sides: {
    broken: { variants: { envoy: "ext-proc-buffered-limit-4096" }, expect: { shape: "refused", status: 500 } },
    partial: {
      variants: { envoy: "ext-proc-buffered-partial-limit-4096" },
      expect: {
        shape: "delayed",
        ttftMs: { min: 700 },
        lockstep: "let-go",
        holdBytes: { min: 3700, max: 4700 },
      },
    },
    fixed: { variants: { envoy: "ext-proc-streamed" }, expect: { shape: "streamed" } },
  },
});
