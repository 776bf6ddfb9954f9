import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "express, fastify and hono pass application/x-ndjson on; as text/plain express holds it",
  kind: "fix",
  why: `The libraries decide by Content-Type. application/x-ndjson is in no list that they look into, so all three leave it alone and the
    lines stream; express compresses the same lines called text/plain, without a flush, and they arrive at the end.`,
  path: ["app", "mock-llm"],
  scenario: { format: "ndjson" },
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    "express-text": {
      variants: { app: "compression-on" },
      scenario: { contentType: "text/plain" },
      expect: { shape: "held", contentEncoding: "gzip" },
    },
    express: { variants: { app: "compression-on" }, expect: { shape: "streamed", contentEncoding: null } },
    fastify: {
      path: ["fastify", "mock-llm"],
      variants: { fastify: "compression-on" },
      expect: { shape: "streamed", contentEncoding: null },
    },
    hono: {
      path: ["hono", "mock-llm"],
      variants: { hono: "compression-on" },
      expect: { shape: "streamed", contentEncoding: null },
    },
  },
});
