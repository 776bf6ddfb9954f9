import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "asked directly, app and inner nginx hold with a gzip that nginx in front never asks for",
  kind: "fix",
  why: `Bisecting by entering at a hop asks it in the reader's words, and the hop in front asks in its own. An nginx with an empty
    Accept-Encoding gets no gzip from the app; one that asks with HTTP/1.0 gets none from the nginx behind it (gzip_http_version is 1.1).
    Entered directly both compress and hold, so bisection blames them. In the path neither holds: cure the nginx in front alone, and the
    answer streams. Packets name it in the path at once.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 100, eventBytes: 220 },
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    path: {
      variants: { nginx: "http-1.0-accept-encoding-empty", app: "compression-on" },
      expect: { shape: "held", contentEncoding: null, hops: ["nginx"] },
    },
    "entered-at-app": {
      variants: { nginx: "http-1.0-accept-encoding-empty", app: "compression-on" },
      readers: { reader: { at: "app" } },
      expect: { shape: "held", contentEncoding: "gzip", hops: ["app"] },
    },
    "nginx-cured": {
      variants: { nginx: "http-1.0-accept-encoding-empty-buffering-off", app: "compression-on" },
      expect: { shape: "streamed", contentEncoding: null },
    },
    "path-of-two": {
      path: ["nginx#2", "nginx", "app", "mock-llm"],
      variants: { "nginx#2": "http-1.0-buffering-on", nginx: "gzip-buffering-on" },
      expect: { shape: "held", contentEncoding: null, hops: ["nginx#2"] },
    },
    "entered-at-inner": {
      path: ["nginx#2", "nginx", "app", "mock-llm"],
      variants: { "nginx#2": "http-1.0-buffering-on", nginx: "gzip-buffering-on" },
      readers: { reader: { at: "nginx" } },
      expect: { shape: "held", contentEncoding: "gzip", hops: ["nginx"] },
    },
    "outer-cured": {
      path: ["nginx#2", "nginx", "app", "mock-llm"],
      variants: { "nginx#2": "http-1.0-buffering-off", nginx: "gzip-buffering-on" },
      expect: { shape: "streamed", contentEncoding: null },
    },
  },
});
