import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "no-transform stops express and hono; fastify and nginx compress, and hold, all the same",
  kind: "fix",
  why: `RFC 9111 (5.2.2.6) forbids to change the content of an answer marked no-transform. @fastify/compress and nginx's gzip filter do not
    look at it, and hold what they compress; express compression and hono/compress do, and send the stream as it is. Nor is a buffer a
    transformation: the app of nginx-buffering sends no-transform too, and nginx holds it.`,
  path: ["app", "mock-llm"],
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    fastify: {
      path: ["fastify", "mock-llm"],
      variants: { fastify: "compression-no-transform" },
      scenario: { format: "ndjson", contentType: "application/json" },
      expect: { shape: "held", contentEncoding: "gzip" },
    },
    nginx: {
      path: ["nginx", "app", "mock-llm"],
      variants: { nginx: "gzip-buffering-on" },
      expect: { shape: "held", contentEncoding: "gzip" },
    },
    express: { variants: { app: "compression-no-transform" }, expect: { shape: "streamed", contentEncoding: null } },
    hono: {
      path: ["hono", "mock-llm"],
      variants: { hono: "compression-no-transform" },
      scenario: { format: "ndjson", contentType: "application/json" },
      expect: { shape: "streamed", contentEncoding: null },
    },
  },
});
