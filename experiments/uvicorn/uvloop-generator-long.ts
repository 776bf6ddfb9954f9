import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "uvloop 0.22.1 lets go of 64 KiB at a time when a generator never awaits",
  kind: "version",
  why: `uvloop up to 0.22.1 tries the socket at once only when more than its high-water mark of 64 KiB is queued. A short answer is one
    lump at its end; of a long one 64 KiB come at a time, which few answers of a model ever reach. 0.23.0 and asyncio write at once.`,
  changed: [{ product: "uvloop", in: "0.23.0", source: "https://github.com/MagicStack/uvloop/pull/619" }],
  path: ["uvicorn", "mock-llm"],
  proofsRun: "in-turn",
  scenario: { tokens: 28, gapMs: 75, eventBytes: 8192 },
  sides: {
    "uvloop-0.22.1": {
      versions: { uvicorn: "uvloop-0.22.1" },
      variants: { uvicorn: "sync-client-uvloop" },
      expect: { shape: "batched", stepBytes: { min: 57_344, max: 81_920 } },
    },
    "uvloop-0.23.0": { variants: { uvicorn: "sync-client-uvloop" }, expect: { shape: "streamed" } },
    asyncio: { variants: { uvicorn: "sync-client-asyncio" }, expect: { shape: "streamed" } },
  },
});
