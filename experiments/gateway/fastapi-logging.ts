import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a FastAPI middleware that logs the body it has joined holds the answer and its head",
  kind: "fix",
  why: `The middleware of many a how-to joins response.body_iterator, writes a line, and answers with a new Response: the model's whole answer is here
    before its status leaves. One that counts while it passes each chunk on logs the same line, and shows that a middleware as such (Starlette's
    BaseHTTPMiddleware) holds nothing.`,
  path: ["gateway", "mock-llm"],
  scenario: { tokens: 24, gapMs: 75, ttftMs: 300 },
  sides: {
    joined: {
      variants: { gateway: "middleware-body-joined" },
      expect: { shape: "held", headers: "with-token", logs: { gateway: "/v1/chat/completions 200 \\d+ bytes" } },
    },
    wrapped: {
      variants: { gateway: "middleware-body-wrapped" },
      expect: { shape: "streamed", headers: "before-token", logs: { gateway: "/v1/chat/completions 200 \\d+ bytes" } },
    },
  },
});
