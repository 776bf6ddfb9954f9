import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a route, or no-transform from the origin, takes Envoy's compressor out of a stream",
  kind: "fix",
  why: `The compressor filter is in the chain for the whole listener. A route can switch it off for itself (typed_per_filter_config), and the
    origin can for one answer: Envoy honours no-transform. Either way the events come uncompressed and at once.`,
  path: ["envoy", "mock-llm"],
  scenario: { tokens: 16, gapMs: 80 },
  readers: { reader: { headers: { "accept-encoding": "gzip, deflate, br, zstd" } } },
  sides: {
    broken: { variants: { envoy: "compressor-zstd" }, expect: { shape: "held", contentEncoding: "zstd" } },
    route: {
      variants: { envoy: "compressor-zstd-route-off" },
      expect: { shape: "streamed", contentEncoding: null },
    },
    "no-transform": {
      variants: { envoy: "compressor-zstd" },
      scenario: { headers: { "cache-control": "no-transform" } },
      expect: { shape: "streamed", contentEncoding: null },
    },
  },
});
