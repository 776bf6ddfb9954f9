import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "over HTTP/1.1 Chromium's seventh stream waits until one has ended; over HTTP/2 it runs",
  kind: "fix",
  why: `Chromium opens six connections to one host and HTTP/1.1 serves one answer on each, whichever tab asks: the seventh request stays in the
    browser until one of the six has ended, without an error. TLS alone changes nothing; HTTP/2 carries all seven on
    one connection. The server is the same nginx.`,
  path: ["nginx", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75 },
  readers: { early: { layer: "chromium", count: 6 }, late: { layer: "chromium", startMs: 400 } },
  proofs: ["paced"],
  sidesRun: "in-turn",
  sides: {
    broken: {
      variants: { nginx: "tls-http2-off" },
      expect: {
        shape: "streamed",
        ttftMs: { max: 500 },
        readers: { late: { shape: "queued", ttftMs: { min: 400, max: 2000 } } },
      },
    },
    "tls-http-1.1": {
      variants: { nginx: "tls-http2-off" },
      readers: { early: { scheme: "https" }, late: { scheme: "https" } },
      expect: {
        shape: "streamed",
        ttftMs: { max: 500 },
        readers: { late: { shape: "queued", ttftMs: { min: 400, max: 2000 } } },
      },
    },
    fixed: {
      variants: { nginx: "tls-buffering-off" },
      readers: { early: { scheme: "https", httpVersion: "2" }, late: { scheme: "https", httpVersion: "2" } },
      expect: { shape: "streamed", ttftMs: { max: 500 } },
    },
  },
});
