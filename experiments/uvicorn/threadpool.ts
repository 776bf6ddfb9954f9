import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "two thinking answers take two threads, and every other def generator freezes",
  kind: "fix",
  why: `Starlette takes a thread for each next() of a plain generator and gives it back with the token, so three streams in pace get by with two
    threads (AnyIO's default: 40). It is neither a queue nor a slow-down: a next() that waits for a thinking model keeps its thread all
    the while, and with every thread in such a wait a stream in the middle of its answer stands still. An async generator needs none.`,
  path: ["uvicorn", "mock-llm"],
  scenario: { tokens: 32, gapMs: 75, ttftMs: 600 },
  readers: { talks: {}, "thinks-1": { startMs: 900 }, "thinks-2": { startMs: 900 } },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { uvicorn: "threads-2" },
      expect: { shape: "streamed", readers: { talks: { shape: "stalled" } } },
    },
    "nobody-thinks": {
      variants: { uvicorn: "threads-2" },
      scenario: { ttftMs: 0 },
      expect: { shape: "streamed" },
    },
    fixed: { variants: { uvicorn: "threads-40" }, expect: { shape: "streamed" } },
    "async-client": { variants: { uvicorn: "async-client-uvloop" }, expect: { shape: "streamed" } },
  },
});
