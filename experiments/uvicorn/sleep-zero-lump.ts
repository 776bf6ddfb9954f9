import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "sleep(0) cures the lump of uvloop 0.22.1 behind a sync client",
  kind: "fix",
  why: `A generator that never awaits gives uvloop 0.22.1 no end of an iteration, where it would send. sleep(0) ends one after each
    token. asyncio streams the same generator without it: what the article says of asyncio is true of that uvloop only.`,
  path: ["uvicorn", "mock-llm"],
  proofsRun: "in-turn",
  scenario: { tokens: 16, gapMs: 75 },
  sides: {
    broken: {
      versions: { uvicorn: "uvloop-0.22.1" },
      variants: { uvicorn: "sync-client-uvloop" },
      expect: { shape: "held" },
    },
    "sleep-zero": {
      versions: { uvicorn: "uvloop-0.22.1" },
      variants: { uvicorn: "sync-client-sleep-zero-uvloop" },
      expect: { shape: "streamed" },
    },
    "asyncio-without": { variants: { uvicorn: "sync-client-asyncio" }, expect: { shape: "streamed" } },
    "asyncio-with": { variants: { uvicorn: "sync-client-sleep-zero-asyncio" }, expect: { shape: "streamed" } },
  },
});
