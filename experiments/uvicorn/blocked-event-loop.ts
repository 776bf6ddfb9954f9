import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a sync client in async def freezes the other reader, on asyncio and on both uvloops",
  kind: "fix",
  why: `While the generator waits for its next token inside the synchronous client, the event loop runs nothing else: no accept, no second
    request, no heartbeat, no disconnect. On asyncio and on both uvloops the second reader's request reaches the model when the first
    answer ends. The asynchronous client cures it, and so does a plain def, whose waiting is done in a thread.`,
  path: ["uvicorn", "mock-llm"],
  scenario: { tokens: 16, gapMs: 80 },
  readers: { ann: {}, bob: { startMs: 300 } },
  proofs: ["paced"],
  sides: {
    asyncio: {
      variants: { uvicorn: "sync-client-asyncio" },
      expect: { shape: "streamed", readers: { bob: { shape: "queued", ttftMs: { min: 700, max: 1500 } } } },
    },
    "uvloop-0.23.0": {
      variants: { uvicorn: "sync-client-uvloop" },
      expect: { shape: "streamed", readers: { bob: { shape: "queued", ttftMs: { min: 700, max: 1500 } } } },
    },
    "uvloop-0.22.1": {
      versions: { uvicorn: "uvloop-0.22.1" },
      variants: { uvicorn: "sync-client-uvloop" },
      expect: { shape: "held", readers: { bob: { ttftMs: { min: 1800, max: 3000 } } } },
    },
    "async-client": {
      variants: { uvicorn: "async-client-uvloop" },
      expect: { shape: "streamed", ttftMs: { max: 400 } },
    },
    "plain-def": {
      variants: { uvicorn: "def-generator-uvloop" },
      expect: { shape: "streamed", ttftMs: { max: 400 } },
    },
  },
});
