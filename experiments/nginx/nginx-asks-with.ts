import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "proxy_http_version decides what the model is asked with; nginx 1.26 says close with either",
  kind: "innocent",
  why: `The reader's own HTTP/1.1 ends at nginx: the model is asked with what proxy_http_version says, and with Connection: close in both, unless
    proxy_set_header changes that. With buffering off both stream: the version is what an app decides its framing by, no fault in itself.`,
  path: ["nginx", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75 },
  sides: {
    without: {
      variants: { nginx: "http-1.0-buffering-off" },
      expect: { shape: "streamed", requestHttpVersion: "1.0", requestHeaders: { connection: "close" } },
    },
    with: {
      variants: { nginx: "http-1.1-buffering-off" },
      expect: { shape: "streamed", requestHttpVersion: "1.1", requestHeaders: { connection: "close" } },
    },
  },
});
