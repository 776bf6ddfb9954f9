import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Varnish's do_gzip holds a short stream to its end, for a reader that wants no gzip, too",
  kind: "fix",
  why: `Varnish compresses while it fetches, and asks zlib for output without a flush (vfp_gzip_pull): zlib keeps what it is given until a block of
    its own is full. What is stored is the compressed object, so a reader without Accept-Encoding waits for the same zlib, and gets it
    uncompressed. The app says Cache-Control: no-transform, which Varnish does not look at.`,
  path: ["varnish", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 90 },
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    broken: { variants: { varnish: "do-gzip-text" }, expect: { shape: "held", contentEncoding: "gzip" } },
    plain: {
      variants: { varnish: "do-gzip-text" },
      readers: { reader: { headers: {} } },
      expect: { shape: "held", contentEncoding: null },
    },
    fixed: { expect: { shape: "streamed", contentEncoding: null } },
  },
});
