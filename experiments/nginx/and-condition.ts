import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "with nginx and the app's compression both holding, one cure alone frees no token",
  kind: "fix",
  why: `Two layers hold independently: zlib in the app until the answer ends, nginx until a page is full. Whatever one of them lets go the
    other still keeps, so curing either shows no improvement, and the right cure looks useless until the other one is in place.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 110, eventBytes: 220 },
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    "neither-cured": {
      variants: { nginx: "http-1.0-buffering-on", app: "compression-on" },
      expect: { shape: "held", contentEncoding: "gzip" },
    },
    "nginx-cured": {
      variants: { nginx: "http-1.0-buffering-off", app: "compression-on" },
      expect: { shape: "held", contentEncoding: "gzip" },
    },
    "app-cured": {
      variants: { nginx: "http-1.0-buffering-on", app: "compression-no-transform" },
      expect: { shape: "held", contentEncoding: null },
    },
    "both-cured": {
      variants: { nginx: "http-1.0-buffering-off", app: "compression-no-transform" },
      expect: { shape: "streamed", contentEncoding: null },
    },
  },
});
