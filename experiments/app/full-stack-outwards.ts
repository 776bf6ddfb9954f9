import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "curing app, inner nginx and TLS edge in that order, each cure shows right behind its layer",
  kind: "fix",
  why: `The same three holding layers as in full-stack, and a reader behind each: at the app, at the inner nginx, at the edge. Whoever asks
    behind a layer that holds waits, and so does everybody further out. Cured from the origin outwards, each step frees the reader
    right behind it: the first reader that is still held names the next layer.`,
  path: ["nginx#2", "nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 110, eventBytes: 220 },
  readers: {
    "at-app": { at: "app", headers: { "accept-encoding": "gzip" } },
    "at-nginx": { at: "nginx", headers: { "accept-encoding": "gzip" } },
    "at-edge": { at: "nginx#2", scheme: "https", headers: { "accept-encoding": "gzip" } },
  },
  proofs: ["paced"],
  sides: {
    "nothing-cured": {
      variants: { "nginx#2": "tls-buffering-on", nginx: "http-1.0-buffering-on", app: "compression-on" },
      expect: { shape: "held" },
    },
    "app-cured": {
      variants: { "nginx#2": "tls-buffering-on", nginx: "http-1.0-buffering-on", app: "compression-no-transform" },
      expect: { shape: "held", readers: { "at-app": { shape: "streamed" } } },
    },
    "and-nginx": {
      variants: { "nginx#2": "tls-buffering-on", nginx: "http-1.0-buffering-off", app: "compression-no-transform" },
      expect: { shape: "streamed", readers: { "at-edge": { shape: "held" } } },
    },
    "and-edge": {
      variants: { "nginx#2": "tls-buffering-off", nginx: "http-1.0-buffering-off", app: "compression-no-transform" },
      expect: { shape: "streamed" },
    },
  },
});
