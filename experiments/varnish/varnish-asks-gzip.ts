import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Varnish asks the app for gzip by itself: a reader that wants none is held, too",
  kind: "fix",
  why: `With http_gzip_support (on by default) Varnish sends Accept-Encoding: gzip with every request that is not passed, whatever the reader
    sent, and decompresses for readers that want none. Here it switches on the app's compression(), which holds. Asked without
    Varnish, or through a pass, which leaves the reader's own header alone, the same app streams. So does an app that does not
    compress, and a VCL that unsets the header again. no-cache from the app is too late: it comes with the answer.`,
  path: ["varnish", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 90 },
  readers: { reader: { method: "GET" } },
  sides: {
    broken: { variants: { app: "compression-on" }, expect: { shape: "held", contentEncoding: null } },
    direct: {
      path: ["app", "mock-llm"],
      variants: { app: "compression-on" },
      expect: { shape: "streamed", contentEncoding: null },
    },
    passed: {
      variants: { varnish: "pass", app: "compression-on" },
      expect: { shape: "streamed", contentEncoding: null },
    },
    unset: {
      variants: { varnish: "accept-encoding-unset", app: "compression-on" },
      expect: { shape: "streamed", contentEncoding: null },
    },
    "app-off": { variants: { app: "compression-off" }, expect: { shape: "streamed", contentEncoding: null } },
  },
});
