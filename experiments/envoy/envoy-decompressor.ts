import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Envoy's decompressor asks the app for gzip, and so a reader that did not is held",
  kind: "fix",
  why: `advertise_accept_encoding is on by default: Envoy adds Accept-Encoding: gzip to the request and inflates the answer. An app that
    compresses without a flush then holds for plain curl, too, and the reader sees no Content-Encoding that would tell. Without the
    filter, or with the advertising off, the same app is asked for nothing and streams to the same reader. The filter itself does not
    hold: what an app flushes, it inflates and hands on. The cure at the root is the app's flush.`,
  path: ["envoy", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 90 },
  sides: {
    broken: {
      variants: { envoy: "decompressor-gzip", app: "compression-on" },
      expect: { shape: "held", contentEncoding: null },
    },
    "no-filter": {
      variants: { envoy: "route-timeout-0s", app: "compression-on" },
      expect: { shape: "streamed", contentEncoding: null },
    },
    "app-flushes": {
      variants: { envoy: "decompressor-gzip", app: "compression-sync-flush" },
      expect: { shape: "streamed", contentEncoding: null },
    },
    fixed: {
      variants: { envoy: "decompressor-gzip-advertise-off", app: "compression-on" },
      expect: { shape: "streamed", contentEncoding: null },
    },
  },
});
