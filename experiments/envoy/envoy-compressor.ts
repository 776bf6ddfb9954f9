import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Envoy's zstd compressor holds events that its gzip and brotli pass on",
  kind: "fix",
  why: `The compressor filter asks its library to flush after each piece of body. gzip (Z_SYNC_FLUSH) and brotli (BROTLI_OPERATION_FLUSH)
    do; the zstd library ignores it until the end. All three need text/event-stream in content_type, which the default list does not
    have. With all three in the chain the reader decides: of equal offers the one that it names first. A browser names gzip first
    and streams.`,
  path: ["envoy", "mock-llm"],
  scenario: { tokens: 16, gapMs: 80 },
  readers: { reader: { headers: { "accept-encoding": "gzip, deflate, br, zstd" } } },
  sides: {
    zstd: { variants: { envoy: "compressor-zstd" }, expect: { shape: "held", contentEncoding: "zstd" } },
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
