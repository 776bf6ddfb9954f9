import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Traefik asks the app for gzip by itself, and so holds a reader that asked for nothing",
  kind: "fix",
  why: `Go's HTTP client adds Accept-Encoding: gzip to a request that has none, and decodes the answer without a trace. So an app that
    compresses without a flush holds its answer for plain curl, too, and the reader sees no Content-Encoding that would tell. Asked
    directly, the app streams to the same reader. Traefik has no switch for it (#13075); the headers middleware can ask for identity,
    and a reader can. fastProxy does not ask. The cure at the root is the app's flush.`,
  path: ["traefik", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 90 },
  readers: { reader: { method: "GET" } },
  sides: {
    broken: { variants: { app: "compression-on" }, expect: { shape: "held", contentEncoding: null } },
    "app-alone": {
      path: ["app", "mock-llm"],
      variants: { app: "compression-on" },
      expect: { shape: "streamed", contentEncoding: null },
    },
    "fast-proxy": {
      variants: { app: "compression-on", traefik: "fast-proxy" },
      expect: { shape: "streamed", contentEncoding: null },
    },
    "app-flushes": {
      variants: { app: "compression-sync-flush" },
      expect: { shape: "streamed", contentEncoding: null },
    },
    fixed: {
      variants: { app: "compression-on", traefik: "request-identity" },
      expect: { shape: "streamed", contentEncoding: null },
    },
  },
});
