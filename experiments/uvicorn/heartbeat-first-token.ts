import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "before the first token, too, a ping in the token loop saves no stream; two with a clock do",
  kind: "fix",
  why: `The longest silence of most answers is the one before the first token. A ping in the token loop has not run once by then, and
    nginx closes the stream without a token, as it does without any heartbeat. asyncio.wait and EventSourceResponse have pinged meanwhile.`,
  path: ["nginx", "uvicorn", "mock-llm"],
  scenario: { tokens: 12, gapMs: 75, ttftMs: 1500 },
  proofs: ["paced"],
  sides: {
    none: {
      variants: { nginx: "read-timeout-1s", uvicorn: "async-client-uvloop" },
      expect: { shape: "cut", end: "cut", tokens: { max: 0 } },
    },
    "in-loop": {
      variants: { nginx: "read-timeout-1s", uvicorn: "heartbeat-in-loop" },
      expect: { shape: "cut", end: "cut", tokens: { max: 0 } },
    },
    wait: { variants: { nginx: "read-timeout-1s", uvicorn: "heartbeat-wait" }, expect: { shape: "streamed" } },
    "event-source-response": {
      variants: { nginx: "read-timeout-1s", uvicorn: "heartbeat-event-source-response" },
      expect: { shape: "streamed" },
    },
  },
});
