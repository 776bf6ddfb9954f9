import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Traefik's writeTimeout cuts a healthy stream; its readTimeout and idleTimeout do not",
  kind: "fix",
  why: `respondingTimeouts.writeTimeout is the deadline of the whole answer, set when the request has been read, and no write moves it: tokens
    come in pace until it has passed, and the next one fails. The HTTP/1.1 reader sees a connection that closes without the last chunk;
    the HTTP/2 reader a reset of its stream. The access log has status 200. readTimeout (60 s by default) belongs to the request,
    idleTimeout (180 s) to what lies between two; writeTimeout is off by default.`,
  path: ["traefik", "mock-llm"],
  scenario: { tokens: 26, gapMs: 90 },
  readers: { reader: { method: "GET" } },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { traefik: "write-timeout-1s" },
      expect: {
        shape: "cut",
        end: "cut",
        status: 200,
        endedMs: { min: 950, max: 1500 },
        logs: { traefik: '" 200 ' },
      },
    },
    http2: {
      variants: { traefik: "write-timeout-1s-tls" },
      readers: { reader: { scheme: "https", httpVersion: "2" } },
      expect: { shape: "cut", end: "reset", status: 200, endedMs: { min: 950, max: 1500 } },
    },
    "others-1s": { variants: { traefik: "read-timeout-1s" }, expect: { shape: "streamed" } },
    fixed: { expect: { shape: "streamed" } },
  },
});
