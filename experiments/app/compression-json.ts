import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "lines of JSON sent as application/json are held by express, fastify and hono alike",
  kind: "fix",
  why: `Event-stream is the only type that fastify and hono spare: what an API streams as application/json (or text/plain) is compressed by
    all three, and none of them flushes. A flush in the options keeps it compressed and in pace (fastify; express takes the same
    option); hono's CompressionStream has no flush, there no-transform helps (see no-transform).`,
  path: ["fastify", "mock-llm"],
  scenario: { format: "ndjson", contentType: "application/json" },
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    fastify: { variants: { fastify: "compression-on" }, expect: { shape: "held", contentEncoding: "gzip" } },
    express: {
      path: ["app", "mock-llm"],
      variants: { app: "compression-on" },
      expect: { shape: "held", contentEncoding: "gzip" },
    },
    hono: {
      path: ["hono", "mock-llm"],
      variants: { hono: "compression-on" },
      expect: { shape: "held", contentEncoding: "gzip" },
    },
    "fastify-flush": {
      variants: { fastify: "compression-flush" },
      expect: { shape: "streamed", contentEncoding: "gzip" },
    },
  },
});
