import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a heartbeat made of asyncio.wait_for ends the answer at its first ping, well formed",
  kind: "fix",
  why: `asyncio.wait_for cancels what it waits for when its time is up, and that is the generation: the next token is "no more", the loop
    ends, and the reader gets [DONE] half a second into the silence. Before the first token that is a proper answer without a token: the
    model's log has the request, sent nothing, and saw its reader go. nginx's limit of 1 s never comes into it. asyncio.wait leaves the
    waiting alone, and the same pings carry both answers to their ends.`,
  path: ["nginx", "uvicorn", "mock-llm"],
  scenario: { tokens: 12, gapMs: 75 },
  proofs: ["paced"],
  sides: {
    "wait-for-first-token": {
      scenario: { ttftMs: 1500 },
      variants: { nginx: "read-timeout-1s", uvicorn: "heartbeat-wait-for" },
      expect: { shape: "empty", end: "clean", tokens: { max: 0 }, endedMs: { min: 400, max: 1000 } },
    },
    "wait-first-token": {
      scenario: { ttftMs: 1500 },
      variants: { nginx: "read-timeout-1s", uvicorn: "heartbeat-wait" },
      expect: { shape: "streamed" },
    },
    "wait-for-pause": {
      scenario: { stalls: [{ beforeToken: 7, ms: 1500 }] },
      variants: { nginx: "read-timeout-1s", uvicorn: "heartbeat-wait-for" },
      expect: { shape: "cut", end: "clean", tokens: { min: 6, max: 6 }, endedMs: { max: 1400 } },
    },
    "wait-pause": {
      scenario: { stalls: [{ beforeToken: 7, ms: 1500 }] },
      variants: { nginx: "read-timeout-1s", uvicorn: "heartbeat-wait" },
      expect: { shape: "streamed" },
    },
  },
});
