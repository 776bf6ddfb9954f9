import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "curing a full stack from the edge inwards, the reader feels the last step only",
  kind: "fix",
  why: `Three layers hold: a Lua body() in Envoy, the page of nginx, zlib in the app. Cured in the order of the articles (edge, proxy, app)
    each step but the last leaves the answer held, so two right cures look like mistakes. From outside, the reader cannot tell which.`,
  path: ["envoy", "nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 110, eventBytes: 220 },
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    "nothing-cured": {
      variants: { envoy: "lua-body", nginx: "http-1.0-buffering-on", app: "compression-on" },
      expect: { shape: "held" },
    },
    "edge-cured": {
      variants: { envoy: "lua-body-chunks", nginx: "http-1.0-buffering-on", app: "compression-on" },
      expect: { shape: "held" },
    },
    "and-proxy": {
      variants: { envoy: "lua-body-chunks", nginx: "http-1.0-buffering-off", app: "compression-on" },
      expect: { shape: "held" },
    },
    "and-app": {
      variants: { envoy: "lua-body-chunks", nginx: "http-1.0-buffering-off", app: "compression-no-transform" },
      expect: { shape: "streamed" },
    },
  },
});
