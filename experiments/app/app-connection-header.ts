import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "the response header Connection: keep-alive does nothing for a stream that nginx holds",
  kind: "placebo",
  why: `Connection is about the connection to the next hop, not about the body (RFC 9110 7.6.1). Without nginx the stream is in pace with
    and without it; behind a buffering nginx it is held with and without it, and proxy_buffering off cures just that.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 110, eventBytes: 220 },
  sides: {
    "nginx-without": { variants: { nginx: "http-1.0-buffering-on" }, expect: { shape: "held" } },
    "nginx-with": {
      variants: { nginx: "http-1.0-buffering-on", app: "connection-keep-alive" },
      expect: { shape: "held" },
    },
    "nginx-cured": { variants: { nginx: "http-1.0-buffering-off" }, expect: { shape: "streamed" } },
    "direct-without": { path: ["app", "mock-llm"], expect: { shape: "streamed" } },
    "direct-with": {
      path: ["app", "mock-llm"],
      variants: { app: "connection-keep-alive" },
      expect: { shape: "streamed" },
    },
  },
});
