import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "asked behind nginx, the same app streams what nginx holds in front of it",
  kind: "fix",
  why: `Two readers ask the same chain at the same time, one through nginx and one past it, at the app. What the inner reader gets in pace
    and the outer one at the end has been held by the hop between them. With proxy_buffering off there is no difference.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 110, eventBytes: 220 },
  proofs: ["paced"],
  readers: { outer: {}, inner: { at: "app", httpVersion: "1.0" } },
  sides: {
    broken: {
      variants: { nginx: "http-1.0-buffering-on" },
      expect: { readers: { outer: { shape: "held" }, inner: { shape: "streamed" } } },
    },
    fixed: { variants: { nginx: "http-1.0-buffering-off" }, expect: { shape: "streamed" } },
  },
});
