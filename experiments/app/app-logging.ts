import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "an app that logs the answer before it relays it holds the answer to the end",
  kind: "fix",
  why: `response.clone().text() resolves when the copy has ended, and awaited before the relay it lets nothing pass until then. Headers
    wait too. Not awaited, the copy is read beside the relay and the stream is in pace; the log line is the same.`,
  path: ["app", "mock-llm"],
  scenario: { ttftMs: 300 },
  sides: {
    broken: {
      variants: { app: "logging-awaited" },
      expect: { shape: "held", headers: "with-token", logs: { app: "model answered 200: \\d+ characters" } },
    },
    fixed: {
      variants: { app: "logging-aside" },
      expect: { shape: "streamed", headers: "before-token", logs: { app: "model answered 200: \\d+ characters" } },
    },
  },
});
