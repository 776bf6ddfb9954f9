import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Traefik 3.3.4's compress holds what a browser asks for, a short answer whole; gzip streams",
  kind: "fix",
  why: `The middleware has two writers. brotli and zstd go through its own, which waits for 1024 bytes before it decides; gzip through another
    library's, which takes a flush as the decision. Of what a browser offers this version picks zstd, so the first kilobyte waits in the
    browser and not in curl. An answer that stays below 1024 bytes is held to its end, and arrives uncompressed. excludedContentTypes
    keeps events out; minResponseBodyBytes 1 lets the first write decide.`,
  path: ["traefik", "mock-llm"],
  scenario: { tokens: 20, gapMs: 90, eventBytes: 220 },
  readers: { reader: { method: "GET", headers: { "accept-encoding": "gzip, deflate, br, zstd" } } },
  sides: {
    broken: {
      variants: { traefik: "compress-on" },
      versions: { traefik: "3.3.4" },
      expect: { shape: "delayed", contentEncoding: "zstd", lockstep: "let-go", holdBytes: { min: 900, max: 1100 } },
    },
    "short-text": {
      variants: { traefik: "compress-on" },
      versions: { traefik: "3.3.4" },
      scenario: { format: "text", eventBytes: 20 },
      expect: { shape: "held", contentEncoding: null },
    },
    gzip: {
      variants: { traefik: "compress-on" },
      versions: { traefik: "3.3.4" },
      readers: { reader: { headers: { "accept-encoding": "gzip" } } },
      expect: { shape: "streamed", contentEncoding: "gzip" },
    },
    "min-bytes-1": {
      variants: { traefik: "compress-min-bytes-1" },
      versions: { traefik: "3.3.4" },
      expect: { shape: "streamed", contentEncoding: "zstd" },
    },
    fixed: {
      variants: { traefik: "compress-not-events" },
      versions: { traefik: "3.3.4" },
      expect: { shape: "streamed", contentEncoding: null },
    },
  },
});
