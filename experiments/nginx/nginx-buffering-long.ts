import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "asking with HTTP/1.0, nginx passes a long answer on in steps of one page",
  kind: "fix",
  why: `"nginx collects the entire response" is what a short answer looks like. Asked with HTTP/1.0, the app ends its answer by closing, and
    nginx fills a raw buffer of one page (4096 bytes); each time it is full it goes on. So an answer of several pages arrives in steps of
    one page. The first step is shorter by the response head.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 100, gapMs: 20, eventBytes: 220 },
  sides: {
    broken: {
      variants: { nginx: "http-1.0-buffering-on" },
      expect: { shape: "batched", stepBytes: { min: 3700, max: 4200 } },
    },
    fixed: { variants: { nginx: "http-1.0-buffering-off" }, expect: { shape: "streamed" } },
  },
});
