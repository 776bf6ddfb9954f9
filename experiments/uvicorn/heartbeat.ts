import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a ping in the token loop saves no silent stream; asyncio.wait and FastAPI's own ping do",
  kind: "fix",
  why: `nginx closes what is silent for proxy_read_timeout (60 s by default, 1 s here). The articles' ping runs when a token comes, so never
    in a silence: the stream is cut where it is cut without a heartbeat. asyncio.wait looks at the clock while it waits for the token, and
    FastAPI's EventSourceResponse pings from a task of its own. The fourth way, asyncio.wait_for, is heartbeat-wait-for.`,
  path: ["nginx", "uvicorn", "mock-llm"],
  scenario: { tokens: 12, gapMs: 75, stalls: [{ beforeToken: 7, ms: 1500 }] },
  proofs: ["paced"],
  sides: {
    none: {
      variants: { nginx: "read-timeout-1s", uvicorn: "async-client-uvloop" },
      expect: { shape: "cut", end: "cut", tokens: { min: 6, max: 6 } },
    },
    "in-loop": {
      variants: { nginx: "read-timeout-1s", uvicorn: "heartbeat-in-loop" },
      expect: { shape: "cut", end: "cut", tokens: { min: 6, max: 6 } },
    },
    wait: { variants: { nginx: "read-timeout-1s", uvicorn: "heartbeat-wait" }, expect: { shape: "streamed" } },
    "event-source-response": {
      variants: { nginx: "read-timeout-1s", uvicorn: "heartbeat-event-source-response" },
      expect: { shape: "streamed" },
    },
  },
});
