import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "nginx holds an Anthropic Messages answer as it holds any other, its pings too",
  kind: "fix",
  why: `The dialect makes no difference to a buffer: named events, message_start, pings and all wait in nginx until a page is full or the
    upstream has closed the connection (HTTP/1.0). With proxy_buffering off each event is passed on as it comes.`,
  path: ["nginx", "mock-llm"],
  scenario: { tokens: 16, gapMs: 110, eventBytes: 160 },
  readers: { reader: { dialect: "anthropic" } },
  sides: {
    broken: { variants: { nginx: "http-1.0-buffering-on" }, expect: { shape: "held", ttfbMs: { min: 1500 } } },
    fixed: { variants: { nginx: "http-1.0-buffering-off" }, expect: { shape: "streamed", text: "identical" } },
  },
});
