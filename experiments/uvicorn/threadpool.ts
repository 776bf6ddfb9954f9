import { defineExperiment } from "../../src/model/experiment.ts";

const sixAtOnce = { talks: { count: 4 }, "thinks-1": { startMs: 0 }, "thinks-2": { startMs: 0 } };
const inTurn = { "thinks-1": { startMs: 1500 }, "thinks-2": { startMs: 3000 } };

export default defineExperiment({
  title: "two waiting def generators freeze a third on two threads; six computing ones slow down",
  kind: "fix",
  why: `Starlette takes a thread for each next() of a plain generator and gives it back with the token, so three streams in pace get by with two
    threads (AnyIO's default: 40). A next() that waits for a thinking model keeps its thread all the while, and with every thread in such
    a wait a stream in the middle of its answer stands still. An async generator needs none. That is true of generators that wait. One that
    computes (30 ms of processor time for a token that comes each 75 ms) keeps pace alone, and six of them slow each other down, however
    many threads there are: one thread of a Python process computes at a time.`,
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
    "six-compute": {
      variants: { uvicorn: "def-generator-computes" },
      scenario: { tokens: 16, ttftMs: 0 },
      readers: sixAtOnce,
      expect: { shape: "stretched" },
    },
    "compute-in-turn": {
      variants: { uvicorn: "def-generator-computes" },
      scenario: { tokens: 16, ttftMs: 0 },
      readers: inTurn,
      expect: { shape: "streamed" },
    },
  },
});
