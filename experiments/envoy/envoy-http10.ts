import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Envoy refuses an nginx that asks with HTTP/1.0; accepting it lets nginx hold",
  kind: "fix",
  why: `nginx before 1.29.7 asks with HTTP/1.0 unless told otherwise, and Envoy answers 426 Upgrade Required, with neither path nor the true
    version in its access log. proxy_http_version 1.1 in nginx cures. accept_http_10 in Envoy lets the request through, but an
    HTTP/1.0 answer ends by closing, and that is what nginx with its default buffering holds: one refusal is traded for a hold.`,
  path: ["nginx", "envoy", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 100, eventBytes: 220 },
  sides: {
    broken: {
      variants: { nginx: "http-1.0-buffering-off" },
      healthzStatus: 426,
      expect: { shape: "refused", status: 426, logs: { envoy: "^- HTTP/1.1 426 flags=DPE details=low_version" } },
    },
    accepted: {
      variants: { nginx: "http-1.0-buffering-on", envoy: "accept-http-10" },
      expect: { shape: "held" },
    },
    "accepted-unbuffered": {
      variants: { nginx: "http-1.0-buffering-off", envoy: "accept-http-10" },
      expect: { shape: "streamed" },
    },
    fixed: { variants: { nginx: "http-1.1-buffering-off" }, expect: { shape: "streamed" } },
  },
});
