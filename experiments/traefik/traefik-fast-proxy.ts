import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Traefik's fastProxy holds an event stream that ends by close or has a Content-Length",
  kind: "fix",
  why: `experimental.fastProxy replaces Go's ReverseProxy, and flushes only what comes chunked. Any other answer waits in the 4 KB of the
    server's writer (net/http), events too: a short one to its end, a longer one in steps. Servers that speak HTTP/1.0 or close the connection
    are such, and streamed before it was switched on.`,
  path: ["traefik", "mock-llm"],
  scenario: { tokens: 16, gapMs: 90, ttftMs: 300, eventBytes: 220, framing: "close" },
  readers: { reader: { method: "GET" } },
  sides: {
    broken: { variants: { traefik: "fast-proxy" }, expect: { shape: "held", headers: "with-token" } },
    "content-length": {
      variants: { traefik: "fast-proxy" },
      scenario: { framing: "content-length" },
      expect: { shape: "held" },
    },
    long: {
      variants: { traefik: "fast-proxy" },
      scenario: { tokens: 60, gapMs: 80, eventBytes: 400 },
      expect: { shape: "batched", stepBytes: { min: 3000, max: 4500 } },
    },
    chunked: { variants: { traefik: "fast-proxy" }, scenario: { framing: "chunked" }, expect: { shape: "streamed" } },
    fixed: { expect: { shape: "streamed", headers: "before-token" } },
  },
});
