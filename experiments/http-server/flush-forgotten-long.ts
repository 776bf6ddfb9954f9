import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "without a flush a long answer leaves in steps of as many tokens as the buffer takes",
  kind: "fix",
  why: `Python's buffered writer sends what it has when the next write does not fit: eight tokens of 1000 bytes fill 8192, the ninth
    pushes them out and stays itself. The lockstep proof counts the bytes that had to be written before the first token was seen.`,
  path: ["http-server", "mock-llm"],
  scenario: { tokens: 24, gapMs: 75, eventBytes: 1000 },
  sides: {
    broken: {
      variants: { "http-server": "wbufsize-8192" },
      expect: { shape: "batched", stepBytes: { min: 7500, max: 8200 }, holdBytes: { min: 8193, max: 9200 } },
    },
    fixed: { variants: { "http-server": "wbufsize-8192-flush" }, expect: { shape: "streamed" } },
  },
});
