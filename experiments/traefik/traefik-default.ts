import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Traefik with nothing set streams, over HTTP/1.1, HTTP/2 and TLS, events and lines alike",
  kind: "innocent",
  why: `Go's ReverseProxy flushes after each read when the answer is text/event-stream, and also when its length is unknown, whatever its
    type. In lockstep every single event gets through before the next is sent, so there is no buffer to fill. An answer of another type
    that has a Content-Length waits for a timer (traefik-flush-interval). By default nothing limits how long an answer takes or pauses.`,
  path: ["traefik", "app", "mock-llm"],
  scenario: { ttftMs: 300 },
  readers: { reader: { method: "GET" } },
  sides: {
    without: { path: ["app", "mock-llm"], expect: { shape: "streamed" } },
    with: { expect: { shape: "streamed", headers: "before-token" } },
    lines: { scenario: { format: "ndjson" }, expect: { shape: "streamed", headers: "before-token" } },
    tls: {
      variants: { traefik: "defaults-tls" },
      readers: { reader: { scheme: "https" } },
      expect: { shape: "streamed" },
    },
    "tls-http2": {
      variants: { traefik: "defaults-tls" },
      readers: { reader: { scheme: "https", httpVersion: "2" } },
      expect: { shape: "streamed" },
    },
  },
});
