import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "nginx 1.26 asks the model with HTTP/1.0 and closes, whatever the reader asked with",
  kind: "innocent",
  why: `proxy_http_version is 1.0 by default until 1.29.7, and with it nginx writes Connection: close. The reader's own HTTP/1.1 ends at nginx.
    Told to use 1.1, nginx asks with that. With buffering off both stream: the version is what an app decides its framing by, no fault in
    itself.`,
  path: ["nginx", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75 },
  sides: {
    without: {
      variants: { nginx: "http-1.0-buffering-off" },
      expect: { shape: "streamed", requestHttpVersion: "1.0", requestHeaders: { connection: "close" } },
    },
    with: {
      variants: { nginx: "http-1.1-buffering-off" },
      expect: { shape: "streamed", requestHttpVersion: "1.1" },
    },
  },
});
