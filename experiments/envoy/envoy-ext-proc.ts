import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "ext_proc holds a short answer in its buffered modes; STREAMED, full duplex, NONE stream",
  kind: "fix",
  why: `The body mode decides, not the processor, which answers at once in all sides: BUFFERED sends it the whole body, so Envoy waits for
    the end, and the response head waits too. BUFFERED_PARTIAL does the same up to the buffer limit (envoy-ext-proc-limit). STREAMED and
    FULL_DUPLEX_STREAMED hand over each piece as it comes, NONE none.`,
  path: ["envoy", "app", "mock-llm"],
  beside: ["ext-proc"],
  scenario: { tokens: 16, gapMs: 100 },
  sides: {
    broken: { variants: { envoy: "ext-proc-buffered" }, expect: { shape: "held" } },
    "buffered-partial": { variants: { envoy: "ext-proc-buffered-partial" }, expect: { shape: "held" } },
    streamed: { variants: { envoy: "ext-proc-streamed" }, expect: { shape: "streamed" } },
    "full-duplex": { variants: { envoy: "ext-proc-full-duplex-streamed" }, expect: { shape: "streamed" } },
    none: { variants: { envoy: "ext-proc-none" }, expect: { shape: "streamed" } },
  },
});
