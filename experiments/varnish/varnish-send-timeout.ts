import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Varnish's send_timeout, 10 minutes by default, cuts a healthy HTTP/1.1 stream, no HTTP/2",
  kind: "fix",
  why: `send_timeout (1 s here) is a total: over HTTP/1.1 the deadline is set when the delivery begins, and looked at before each write
    (V1L_Flush). No token and no heartbeat moves it. Over HTTP/2 it is looked at only while a stream waits for its reader's window
    (h2_stream_tmo), so a stream that flows goes on.`,
  path: ["varnish", "app", "mock-llm"],
  scenario: { tokens: 24, gapMs: 100 },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { varnish: "send-timeout-1s" },
      expect: { shape: "cut", end: "cut", tokens: { min: 5, max: 18 }, endedMs: { min: 900, max: 2000 } },
    },
    http2: {
      variants: { varnish: "send-timeout-1s" },
      readers: { reader: { httpVersion: "2" } },
      expect: { shape: "streamed", endedMs: { min: 2200 } },
    },
    fixed: { expect: { shape: "streamed", endedMs: { min: 2200 } } },
  },
});
