import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "with Envoy's default types zstd holds short text/plain and JSON, and spares event-stream",
  kind: "fix",
  why: `Without content_type the compressor takes its own list, which has text/plain and application/json but neither text/event-stream nor
    application/x-ndjson. So a stream of plain text, or of JSON lines under application/json, is compressed, and with zstd held,
    where the same tokens as events go through untouched. gzip on the same types flushes.`,
  path: ["envoy", "mock-llm"],
  readers: { reader: { headers: { "accept-encoding": "gzip, br, zstd" } } },
  scenario: { tokens: 20, gapMs: 80, eventBytes: 220 },
  sides: {
    text: {
      variants: { envoy: "compressor-zstd-default-types" },
      scenario: { format: "text", contentType: "text/plain" },
      expect: { shape: "held", contentEncoding: "zstd" },
    },
    json: {
      variants: { envoy: "compressor-zstd-default-types" },
      scenario: { format: "ndjson", contentType: "application/json" },
      expect: { shape: "held", contentEncoding: "zstd" },
    },
    ndjson: {
      variants: { envoy: "compressor-zstd-default-types" },
      scenario: { format: "ndjson", contentType: "application/x-ndjson" },
      expect: { shape: "streamed", contentEncoding: null },
    },
    "event-stream": {
      variants: { envoy: "compressor-zstd-default-types" },
      expect: { shape: "streamed", contentEncoding: null },
    },
    gzip: {
      variants: { envoy: "compressor-gzip-default-types" },
      scenario: { format: "text", contentType: "text/plain" },
      expect: { shape: "streamed", contentEncoding: "gzip" },
    },
  },
});
