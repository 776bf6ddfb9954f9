import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "curing TLS edge, inner nginx and app in that order, the last cure is the first to show",
  kind: "fix",
  why: `Three layers hold a short answer, each by a common setting: the TLS record of the outer nginx, the page of the inner one, zlib in the
    app. Cured in the order of the articles (edge, proxy, app) each step but the last leaves the answer held, so two right cures look
    like mistakes. From outside, the reader cannot tell which.`,
  path: ["nginx#2", "nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 110, eventBytes: 220 },
  readers: { reader: { scheme: "https", headers: { "accept-encoding": "gzip" } } },
  sides: {
    "nothing-cured": {
      variants: { "nginx#2": "tls-buffering-on", nginx: "http-1.0-buffering-on", app: "compression-on" },
      expect: { shape: "held" },
    },
    "edge-cured": {
      variants: { "nginx#2": "tls-buffering-off", nginx: "http-1.0-buffering-on", app: "compression-on" },
      expect: { shape: "held" },
    },
    "and-proxy": {
      variants: { "nginx#2": "tls-buffering-off", nginx: "http-1.0-buffering-off", app: "compression-on" },
      expect: { shape: "held" },
    },
    "and-app": {
      variants: { "nginx#2": "tls-buffering-off", nginx: "http-1.0-buffering-off", app: "compression-no-transform" },
      expect: { shape: "streamed" },
    },
  },
});
