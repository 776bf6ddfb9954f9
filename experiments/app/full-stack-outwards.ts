import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "from the origin outwards each cured layer is seen at once by a reader behind it",
  kind: "fix",
  why: `The same three holding layers as in full-stack. Read first at the app, then behind nginx, then behind Envoy, one layer added at a time
    and cured when it is seen to hold: each step shows its own layer, because everything below it streams already.`,
  path: ["envoy", "nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 110, eventBytes: 220 },
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    "app-alone": { path: ["app", "mock-llm"], variants: { app: "compression-on" }, expect: { shape: "held" } },
    "app-cured": {
      path: ["app", "mock-llm"],
      variants: { app: "compression-no-transform" },
      expect: { shape: "streamed" },
    },
    "app-cured-nginx-added": {
      path: ["nginx", "app", "mock-llm"],
      variants: { nginx: "http-1.0-buffering-on", app: "compression-no-transform" },
      expect: { shape: "held" },
    },
    "nginx-cured-envoy-added": {
      variants: { envoy: "lua-body", nginx: "http-1.0-buffering-off", app: "compression-no-transform" },
      expect: { shape: "held" },
    },
    "envoy-cured": {
      variants: { envoy: "lua-body-chunks", nginx: "http-1.0-buffering-off", app: "compression-no-transform" },
      expect: { shape: "streamed" },
    },
  },
});
