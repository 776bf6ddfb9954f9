import { defineExperiment } from "../src/model/experiment.ts";

export default defineExperiment({
  title: "of four heartbeats in Python, only those with a clock of their own keep a stream alive",
  kind: "fix",
  layer: "uvicorn",
  claims: { C32: "refuted" },
  why: `nginx closes what is silent for proxy_read_timeout (60 s by default, 1 s here). The articles' ping runs when a token comes, so never
    in a silence. asyncio.wait_for around the next token does ping, and at its first ping it has cancelled the generation that it
    waited for: the answer ends there, well formed. asyncio.wait leaves the waiting alone, and FastAPI's EventSourceResponse pings
    from a task of its own.`,
  path: ["nginx", "uvicorn", "mock-llm"],
  scenario: { tokens: 12, gapMs: 75, stalls: [{ beforeToken: 7, ms: 1500 }] },
  proofs: ["paced"],
  sides: {
    "in-loop": {
      variants: { nginx: "read-timeout-1s", uvicorn: "heartbeat-in-loop" },
      expect: { shape: "cut", end: "cut", tokens: { min: 6, max: 6 } },
    },
    "wait-for": {
      variants: { nginx: "read-timeout-1s", uvicorn: "heartbeat-wait-for" },
      expect: { shape: "cut", end: "clean", tokens: { min: 6, max: 6 }, endedMs: { max: 1400 } },
    },
    wait: { variants: { nginx: "read-timeout-1s", uvicorn: "heartbeat-wait" }, expect: { shape: "streamed" } },
    "event-source-response": {
      variants: { nginx: "read-timeout-1s", uvicorn: "heartbeat-event-source-response" },
      expect: { shape: "streamed" },
    },
  },
});
