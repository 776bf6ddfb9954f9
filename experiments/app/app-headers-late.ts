import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "without flushHeaders the reader hears nothing until the model's first token",
  kind: "fix",
  why: `Node keeps the response head until the first write of the body; writeHead alone does not send it. While the model thinks, fetch()
    has not resolved and an EventSource is still connecting: nobody can tell it from a dead server, and every headers timeout on the
    way is running. The tokens themselves are in pace on all sides.`,
  path: ["app", "mock-llm"],
  scenario: { ttftMs: 1000, tokens: 16 },
  sides: {
    broken: { variants: { app: "headers-unflushed" }, expect: { shape: "streamed", headers: "with-token" } },
    "write-head": { variants: { app: "headers-write-head" }, expect: { shape: "streamed", headers: "with-token" } },
    fixed: { variants: { app: "compression-off" }, expect: { shape: "streamed", headers: "before-token" } },
  },
});
