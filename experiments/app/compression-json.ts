import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a short answer of JSON lines, as application/json, is held by express, fastify and hono",
  kind: "fix",
  why: `Event-stream is the only type that fastify and hono spare: what an API streams as application/json is compressed by all three,
    and none of them flushes (a long answer: compression-long). A flush in the options keeps it compressed and in pace (fastify; express takes the same
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
