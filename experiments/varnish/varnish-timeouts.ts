import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Varnish's timeouts limit a silent start, or a pause, which a timer's heartbeat saves",
  kind: "fix",
  why: `between_bytes_timeout (60 s by default, 1 s here) limits the silence between two reads of the backend: the reader's stream breaks
    off after what had come. first_byte_timeout (60 s, 1 s here) ends with the response head: before it the reader gets a 503, after it the
    same silence is nobody's business but the other limit's. A heartbeat from a timer of the app keeps both quiet.`,
  path: ["varnish", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, stalls: [{ beforeToken: 9, ms: 2000 }] },
  proofs: ["paced"],
  sides: {
    pause: {
      variants: { varnish: "between-bytes-timeout-1s", app: "heartbeat-off" },
      expect: { shape: "cut", end: "cut", tokens: { min: 8, max: 8 }, endedMs: { min: 1000, max: 2300 } },
    },
    heartbeat: {
      variants: { varnish: "between-bytes-timeout-1s", app: "heartbeat-timer" },
      expect: { shape: "streamed" },
    },
    "silent-no-head": {
      variants: { varnish: "first-byte-timeout-1s" },
      scenario: { ttftMs: 2000, stalls: [], headersAt: "first-token" },
      expect: { shape: "refused", status: 503 },
    },
    "silent-with-head": {
      variants: { varnish: "first-byte-timeout-1s" },
      scenario: { ttftMs: 2000, stalls: [] },
      expect: { shape: "streamed" },
    },
  },
});
