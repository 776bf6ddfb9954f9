import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "without flushHeaders fetch() and EventSource stay pending until the model's first token",
  kind: "fix",
  why: `Node keeps the response head until the first write of the body; writeHead alone does not send it. fetch() resolves and an EventSource
    opens when the head has come: here with the first token, a second late, and once it is flushed at once. Until then a page cannot tell
    the app from a dead server. The tokens are in pace on all sides.`,
  path: ["app", "mock-llm"],
  scenario: { ttftMs: 1000, tokens: 16 },
  readers: { reader: { layer: "chromium" } },
  // in lockstep no model thinks first
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { app: "headers-unflushed", chromium: "fetch-reader" },
      expect: { shape: "streamed", headers: "with-token" },
    },
    fixed: {
      variants: { app: "compression-off", chromium: "fetch-reader" },
      expect: { shape: "streamed", headers: "before-token" },
    },
    "event-source": {
      variants: { app: "headers-unflushed", chromium: "event-source" },
      readers: { reader: { method: "GET" } },
      expect: { shape: "streamed", headers: "with-token" },
    },
    "event-source-fixed": {
      variants: { app: "compression-off", chromium: "event-source" },
      readers: { reader: { method: "GET" } },
      expect: { shape: "streamed", headers: "before-token" },
    },
    "write-head": {
      variants: { app: "headers-write-head" },
      readers: { reader: { layer: "probe" } },
      expect: { shape: "streamed", headers: "with-token" },
    },
  },
});
