import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "an answer three times as long as every nginx timeout arrives whole",
  kind: "innocent",
  why: `All of nginx's timeouts limit a silence, none the whole answer: proxy_read_timeout is armed again by each read, send_timeout by
    each write; the others belong to the connection's start or to the time between requests. There is no timeout of a buffer: the
    answer goes through with proxy_buffering on as well.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 30, gapMs: 110 },
  sides: {
    without: { variants: { nginx: "timeouts-60s" }, expect: { shape: "streamed" } },
    with: {
      variants: { nginx: "timeouts-1s" },
      expect: { shape: "streamed", endedMs: { min: 3000 }, text: "identical" },
    },
  },
});
