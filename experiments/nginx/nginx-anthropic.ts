import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "asking with HTTP/1.0, nginx holds an Anthropic Messages answer, its pings too",
  kind: "fix",
  why: `Named events, message_start, pings and all wait in nginx until a page (4096 bytes) is full or the upstream has closed the connection
    (HTTP/1.0): the first byte of the body comes with the last token. With proxy_buffering off each event is passed on as it comes.`,
  path: ["nginx", "mock-llm"],
  scenario: { tokens: 16, gapMs: 110, eventBytes: 160 },
  readers: { reader: { dialect: "anthropic" } },
  sides: {
    broken: { variants: { nginx: "http-1.0-buffering-on" }, expect: { shape: "held", ttfbMs: { min: 1500 } } },
    fixed: { variants: { nginx: "http-1.0-buffering-off" }, expect: { shape: "streamed", text: "identical" } },
  },
});
