import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "without flushHeaders fetch() and EventSource stay pending until the model's first token",
  kind: "fix",
  why: `Node keeps the response head until the first write of the body; writeHead alone does not send it. fetch() resolves and an EventSource
    opens when the head has come: here a second late, and a moment after the request once it is flushed. Until then a page cannot tell the
    app from a dead server. The tokens are in pace on all sides.`,
  path: ["app", "mock-llm"],
  scenario: { ttftMs: 1000, tokens: 16 },
  sides: {
    broken: { variants: { app: "headers-unflushed" }, expect: { shape: "streamed", headers: "with-token" } },
    "write-head": { variants: { app: "headers-write-head" }, expect: { shape: "streamed", headers: "with-token" } },
    fixed: { variants: { app: "compression-off" }, expect: { shape: "streamed", headers: "before-token" } },
    "fetch-unflushed": {
      variants: { app: "headers-unflushed", chromium: "fetch-reader" },
      readers: { reader: { layer: "chromium" } },
      expect: { shape: "streamed", headers: "with-token" },
    },
    "fetch-flushed": {
      variants: { app: "compression-off", chromium: "fetch-reader" },
      readers: { reader: { layer: "chromium" } },
      expect: { shape: "streamed", headers: "before-token" },
    },
    "event-source-unflushed": {
      variants: { app: "headers-unflushed", chromium: "event-source" },
      readers: { reader: { layer: "chromium", method: "GET" } },
      expect: { shape: "streamed", headers: "with-token" },
    },
    "event-source-flushed": {
      variants: { app: "compression-off", chromium: "event-source" },
      readers: { reader: { layer: "chromium", method: "GET" } },
      expect: { shape: "streamed", headers: "before-token" },
    },
  },
});
