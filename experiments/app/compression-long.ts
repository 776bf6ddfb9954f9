import { defineExperiment } from "../../src/model/experiment.ts";

const inSteps = {
  shape: "batched",
  contentEncoding: "gzip",
  stepBytes: { min: 600_000, max: 850_000 },
} as const;

export default defineExperiment({
  title: "express, fastify and hono let gzip go every 700 KB, and express br at the end of 1.4 MB",
  kind: "fix",
  why: `zlib hands out a block when it is full, some 16,000 symbols: lines that differ in their text only are worth four or five each. So
    express, fastify and hono all wait for thousands of tokens. Brotli, which express takes for a browser, keeps the whole answer of
    1.4 MB. A flush after each piece streams, compressed all the same.`,
  path: ["app", "mock-llm"],
  scenario: { tokens: 8500, gapMs: 200, releaseEvery: 500, format: "ndjson", contentType: "application/json" },
  proofs: ["paced"],
  // 1.4 MB a side, which four of them compress: side by side they would be late for want of a core
  sidesRun: "in-turn",
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    express: { variants: { app: "compression-on" }, expect: inSteps },
    fastify: {
      path: ["fastify", "mock-llm"],
      variants: { fastify: "compression-on" },
      expect: inSteps,
    },
    hono: {
      path: ["hono", "mock-llm"],
      variants: { hono: "compression-on" },
      expect: inSteps,
    },
    "express-br": {
      variants: { app: "compression-on" },
      readers: { reader: { headers: { "accept-encoding": "gzip, deflate, br, zstd" } } },
      expect: { shape: "held", contentEncoding: "br" },
    },
    "express-flush": {
      variants: { app: "compression-sync-flush" },
      expect: { shape: "streamed", contentEncoding: "gzip" },
    },
  },
});
