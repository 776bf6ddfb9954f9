import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "express compresses and holds a short event stream; fastify and hono leave it alone",
  kind: "fix",
  why: `The same relay, each with its library's compression as the documentation registers it. express compression takes whatever mime-db
    or text/* calls compressible, event-stream with it, and does not flush. @fastify/compress and hono/compress leave
    text/event-stream out by name: the reader asked for gzip and gets the stream as it is.`,
  path: ["app", "mock-llm"],
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    express: { variants: { app: "compression-on" }, expect: { shape: "held", contentEncoding: "gzip" } },
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
