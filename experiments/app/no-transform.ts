import { defineExperiment } from "../../src/model/experiment.ts";

/** The mark reached the reader, so every layer had it before its eyes. */
const marked = { "cache-control": { like: "no-transform" } } as const;

export default defineExperiment({
  title: "marked no-transform, express and hono send a stream as it is; fastify and nginx compress",
  kind: "fix",
  why: `RFC 9111 (5.2.2.6) forbids to change the content of an answer marked no-transform. @fastify/compress and nginx's gzip filter do not
    look at it, and hold what they compress (what cures them: compression-json, nginx-gzip). Express compression and hono/compress do,
    and send the stream as it is; without the mark they compress it too (compression-libraries, compression-json). Nor is a buffer a
    transformation: the app of nginx-buffering sends no-transform too, and nginx holds it.`,
  path: ["app", "mock-llm"],
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    fastify: {
      path: ["fastify", "mock-llm"],
      variants: { fastify: "compression-no-transform" },
      scenario: { format: "ndjson", contentType: "application/json" },
      expect: { shape: "held", contentEncoding: "gzip", responseHeaders: marked },
    },
    nginx: {
      path: ["nginx", "app", "mock-llm"],
      variants: { nginx: "gzip-buffering-on" },
      expect: { shape: "held", contentEncoding: "gzip", responseHeaders: marked },
    },
    express: {
      variants: { app: "compression-no-transform" },
      expect: { shape: "streamed", contentEncoding: null, responseHeaders: marked },
    },
    hono: {
      path: ["hono", "mock-llm"],
      variants: { hono: "compression-no-transform" },
      scenario: { format: "ndjson", contentType: "application/json" },
      expect: { shape: "streamed", contentEncoding: null, responseHeaders: marked },
    },
  },
});
