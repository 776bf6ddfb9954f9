import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "an app that awaits the model's whole answer holds it, though its headers left at once",
  kind: "fix",
  why: `await body.text() returns when the body has ended, so the first byte leaves after the last token. Headers that were flushed
    before do not change it: the reader sees status 200 at once, and then nothing. Relaying each read as it comes cures it.`,
  path: ["app", "mock-llm"],
  scenario: { ttftMs: 300 },
  sides: {
    broken: { variants: { app: "answer-collected" }, expect: { shape: "held", headers: "before-token" } },
    fixed: { variants: { app: "compression-off" }, expect: { shape: "streamed", headers: "before-token" } },
  },
});
