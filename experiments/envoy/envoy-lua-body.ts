import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Envoy's Lua body() holds an answer, above the limit refuses it; bodyChunks() streams",
  kind: "fix",
  why: `body() suspends the script until the whole body is there, and headers wait with it: counting bytes is enough. Above the buffer limit
    of the connection there is no waiting any longer, the reader gets a 500. bodyChunks() hands out each piece and lets it go on.
    X-Accel-Buffering: no from the app is a header like any other to Envoy.`,
  path: ["envoy", "app", "mock-llm"],
  sides: {
    broken: {
      variants: { envoy: "lua-body" },
      expect: { shape: "held", logs: { envoy: "script log: answer of \\d{4} bytes" } },
    },
    "accel-header": {
      variants: { envoy: "lua-body", app: "accel-buffering-no" },
      expect: { shape: "held" },
    },
    "above-limit": {
      variants: { envoy: "lua-body-limit-4096" },
      scenario: { tokens: 40, gapMs: 40, eventBytes: 220 },
      expect: { shape: "refused", status: 500, logs: { envoy: "v1/chat.* 500 .*details=response_payload_too_large" } },
    },
    fixed: {
      variants: { envoy: "lua-body-chunks" },
      expect: { shape: "streamed", logs: { envoy: "script log: answer of \\d{4} bytes" } },
    },
  },
});
