import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Envoy with nothing set streams, over HTTP/1.1, HTTP/2 and TLS",
  kind: "innocent",
  why: `Envoy hands each read of the upstream to its filters and on to the reader in the same turn of its event loop. Its buffer limit (1
    MiB) is where it stops reading, not what it waits for. In lockstep every single event gets through before the next is sent, so
    there is no 4 KB and no 16 KB to fill: those are nginx's (nginx-buffering-long, nginx-tls). What cuts a long answer by default
    is the 15 s of envoy-route-timeout.`,
  path: ["envoy", "app", "mock-llm"],
  sides: {
    without: { path: ["app", "mock-llm"], expect: { shape: "streamed" } },
    with: { variants: { envoy: "defaults" }, expect: { shape: "streamed" } },
    http2: {
      variants: { envoy: "defaults" },
      readers: { reader: { httpVersion: "2" } },
      expect: { shape: "streamed" },
    },
    tls: {
      variants: { envoy: "defaults-tls" },
      readers: { reader: { scheme: "https" } },
      expect: { shape: "streamed" },
    },
    "tls-http2": {
      variants: { envoy: "defaults-tls" },
      readers: { reader: { scheme: "https", httpVersion: "2" } },
      expect: { shape: "streamed" },
    },
  },
});
