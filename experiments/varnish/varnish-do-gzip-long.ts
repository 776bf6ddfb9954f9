import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Varnish's do_gzip lets a long event stream go in steps of 0.7 to 1 MB, thousands of tokens",
  kind: "fix",
  why: `Varnish delivers what zlib hands out, and without a flush zlib hands out nothing before its own block is full: some 16,000 symbols
    (gzip_memlevel 8). Events are alike but for their text, so one is worth four or five. gzip_buffer (32 KB) does not bound it: it is
    the room for what comes out.`,
  path: ["varnish", "mock-llm"],
  scenario: { tokens: 8250, gapMs: 75, releaseEvery: 250 },
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    broken: {
      variants: { varnish: "do-gzip-text" },
      expect: {
        shape: "batched",
        contentEncoding: "gzip",
        stepBytes: { min: 550_000, max: 850_000 },
        lockstep: "let-go",
        holdBytes: { min: 550_000 },
      },
    },
    fixed: { expect: { shape: "streamed", contentEncoding: null } },
  },
});
