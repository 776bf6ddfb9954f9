import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Envoy's zstd compressor waits for 128 KB of events; its gzip and brotli pass each one on",
  kind: "fix",
  why: `The compressor filter asks its library to flush after each piece of body. gzip (Z_SYNC_FLUSH) and brotli (BROTLI_OPERATION_FLUSH)
    do; the zstd library ignores it, and hands out a block when it has 128 KB of input, or the end. All three need text/event-stream in content_type, which the default list does not
    have. With all three in the chain the reader decides: of equal offers the one that it names first. A browser names gzip first
    and streams.`,
  path: ["envoy", "mock-llm"],
  scenario: { tokens: 16, gapMs: 80 },
  readers: { reader: { headers: { "accept-encoding": "gzip, deflate, br, zstd" } } },
  sides: {
    zstd: { variants: { envoy: "compressor-zstd" }, expect: { shape: "held", contentEncoding: "zstd" } },
    "zstd-long": {
      variants: { envoy: "compressor-zstd" },
      scenario: { tokens: 1600, gapMs: 75, releaseEvery: 50 },
      expect: {
        shape: "batched",
        contentEncoding: "zstd",
        stepBytes: { min: 110_000, max: 150_000 },
        lockstep: "let-go",
        holdBytes: { min: 110_000 },
      },
    },
    gzip: { variants: { envoy: "compressor-gzip" }, expect: { shape: "streamed", contentEncoding: "gzip" } },
    brotli: { variants: { envoy: "compressor-brotli" }, expect: { shape: "streamed", contentEncoding: "br" } },
    browser: {
      variants: { envoy: "compressor-zstd-brotli-gzip" },
      expect: { shape: "streamed", contentEncoding: "gzip" },
    },
    "zstd-named-first": {
      variants: { envoy: "compressor-zstd-brotli-gzip" },
      readers: { reader: { headers: { "accept-encoding": "zstd, br, gzip" } } },
      expect: { shape: "held", contentEncoding: "zstd" },
    },
  },
});
