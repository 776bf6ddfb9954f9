import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "nginx gzip lets a long event stream go in steps of some 700 KB, thousands of tokens each",
  kind: "fix",
  why: `nginx sends what zlib hands out, and without a flush zlib hands out nothing before its own block is full: some 16,000 symbols. Events
    are alike but for their text, so one is worth four or five. Neither the page of 4 KB nor the TLS record bounds that: an answer
    of 3000 such tokens comes at its end. Events with more in them that is new fill a block sooner.`,
  path: ["nginx", "mock-llm"],
  scenario: { tokens: 8250, gapMs: 75, releaseEvery: 250 },
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    broken: {
      variants: { nginx: "gzip-buffering-on" },
      expect: {
        shape: "batched",
        contentEncoding: "gzip",
        stepBytes: { min: 550_000, max: 850_000 },
        lockstep: "let-go",
        holdBytes: { min: 550_000 },
      },
    },
    fixed: { variants: { nginx: "gzip-buffering-off" }, expect: { shape: "streamed", contentEncoding: "gzip" } },
  },
});
