import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Caddy's write timeout cuts a healthy stream; its read and idle timeouts do not",
  kind: "fix",
  why: `timeouts write is the deadline of the whole answer, set when the request has been read, and no write moves it: tokens come in pace
    until it has passed, and the next one fails. The HTTP/1.1 reader sees a connection that closes without the last chunk, over TLS
    too; the HTTP/2 reader a reset of its stream. The log has status 200. read_body, read_header and idle belong to the request and
    to what lies between two. By default none is set.`,
  path: ["caddy", "mock-llm"],
  scenario: { tokens: 26, gapMs: 90 },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { caddy: "write-timeout-1s" },
      expect: {
        shape: "cut",
        end: "cut",
        status: 200,
        endedMs: { min: 950, max: 1500 },
        logs: { caddy: "aborting with incomplete response" },
      },
    },
    http2: {
      variants: { caddy: "write-timeout-1s-tls" },
      readers: { reader: { scheme: "https", httpVersion: "2" } },
      expect: { shape: "cut", end: "reset", status: 200, endedMs: { min: 950, max: 1500 } },
    },
    tls: {
      variants: { caddy: "write-timeout-1s-tls" },
      readers: { reader: { scheme: "https" } },
      expect: { shape: "cut", end: "cut", status: 200, endedMs: { min: 950, max: 1500 } },
    },
    "others-1s": { variants: { caddy: "write-timeout-off-others-1s" }, expect: { shape: "streamed" } },
    fixed: { expect: { shape: "streamed" } },
  },
});
