import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "of three layers that hold, any one left uncured holds a short answer to its end",
  kind: "fix",
  why: `Envoy's ext_proc collects the body for its processor, nginx fills a page, zlib in the app waits for the end. Each of the first three
    sides has two of them cured, and the reader feels nothing of that: a stream is as good as its worst layer.`,
  path: ["envoy", "nginx", "app", "mock-llm"],
  beside: ["ext-proc"],
  scenario: { tokens: 16, gapMs: 110, eventBytes: 220 },
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    "app-left": {
      variants: { envoy: "ext-proc-streamed", nginx: "http-1.0-buffering-off", app: "compression-on" },
      expect: { shape: "held" },
    },
    "nginx-left": {
      variants: { envoy: "ext-proc-streamed", nginx: "http-1.0-buffering-on", app: "compression-no-transform" },
      expect: { shape: "held" },
    },
    "envoy-left": {
      variants: { envoy: "ext-proc-buffered", nginx: "http-1.0-buffering-off", app: "compression-no-transform" },
      expect: { shape: "held" },
    },
    "all-cured": {
      variants: { envoy: "ext-proc-streamed", nginx: "http-1.0-buffering-off", app: "compression-no-transform" },
      expect: { shape: "streamed" },
    },
  },
});
