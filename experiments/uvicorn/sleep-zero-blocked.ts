import { defineExperiment } from "../../src/model/experiment.ts";

const waits = { shape: "queued", ttftMs: { min: 700 } } as const;

export default defineExperiment({
  title: "sleep(0) leaves the loop blocked: who asks in another's pause waits for its end",
  kind: "placebo",
  why: `sleep(0) lets other tasks run once per token, so two answers take turns. Between two tokens the loop is blocked as before: while
    the model thinks for one reader, another's request is not even read. Only awaiting, or a thread, cures that.`,
  path: ["uvicorn", "mock-llm"],
  scenario: { tokens: 14, gapMs: 75, stalls: [{ beforeToken: 7, ms: 1200 }] },
  readers: { ann: {}, bob: { startMs: 600 } },
  proofs: ["paced"],
  sides: {
    without: {
      variants: { uvicorn: "sync-client-uvloop" },
      expect: { shape: "streamed", readers: { bob: waits } },
    },
    "uvloop-0.22.1": {
      versions: { uvicorn: "uvloop-0.22.1" },
      variants: { uvicorn: "sync-client-sleep-zero-uvloop" },
      expect: { shape: "streamed", readers: { bob: waits } },
    },
    "uvloop-0.23.0": {
      variants: { uvicorn: "sync-client-sleep-zero-uvloop" },
      expect: { shape: "streamed", readers: { bob: waits } },
    },
    asyncio: {
      variants: { uvicorn: "sync-client-sleep-zero-asyncio" },
      expect: { shape: "streamed", readers: { bob: waits } },
    },
    "async-client": {
      variants: { uvicorn: "async-client-uvloop" },
      expect: { shape: "streamed", ttftMs: { max: 400 } },
    },
  },
});
