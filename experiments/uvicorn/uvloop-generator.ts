import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "uvloop 0.22.1 holds what a generator yields without awaiting; 0.23.0 and asyncio do not",
  kind: "version",
  why: `The synchronous OpenAI client, iterated inside async def, blocks the event loop for every token. asyncio and uvloop 0.23.0 hand
    each write to the socket at once; uvloop up to 0.22.1 queues it until the loop's iteration ends, which here is the end of the answer.
    The same file, another version of one package.`,
  changed: [{ product: "uvloop", in: "0.23.0", source: "https://github.com/MagicStack/uvloop/pull/619" }],
  path: ["uvicorn", "mock-llm"],
  proofsRun: "in-turn",
  scenario: { tokens: 16, gapMs: 75 },
  sides: {
    "uvloop-0.22.1": {
      versions: { uvicorn: "uvloop-0.22.1" },
      variants: { uvicorn: "sync-client-uvloop" },
      expect: { shape: "held" },
    },
    "uvloop-0.23.0": { variants: { uvicorn: "sync-client-uvloop" }, expect: { shape: "streamed" } },
    asyncio: { variants: { uvicorn: "sync-client-asyncio" }, expect: { shape: "streamed" } },
  },
});
