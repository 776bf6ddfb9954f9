import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "sleep(0) after each yield changes nothing where the generator awaits its tokens",
  kind: "innocent",
  why: `The article's own generator says async for, so it awaits for every token and the event loop has its turn anyway: with and without
    the sleep each token comes in pace, on asyncio and on the uvloop that holds other generators. asyncio holds no 64 KB. What the sleep does cure is another
    program's fault on one old version: sleep-zero-lump.`,
  path: ["uvicorn", "mock-llm"],
  scenario: { tokens: 20, gapMs: 80 },
  sides: {
    without: { variants: { uvicorn: "async-client-asyncio" }, expect: { shape: "streamed" } },
    with: { variants: { uvicorn: "async-client-sleep-zero-asyncio" }, expect: { shape: "streamed" } },
    "without-uvloop-0.22.1": {
      versions: { uvicorn: "uvloop-0.22.1" },
      variants: { uvicorn: "async-client-uvloop" },
      expect: { shape: "streamed" },
    },
    "with-uvloop-0.22.1": {
      versions: { uvicorn: "uvloop-0.22.1" },
      variants: { uvicorn: "async-client-sleep-zero-uvloop" },
      expect: { shape: "streamed" },
    },
  },
});
