import { defineExperiment } from "../../src/model/experiment.ts";

// 200 times 5 ms is a second: who waits for the writes of all others has waited for longer than this
const inPace = { shape: "streamed", ttftMs: { max: 800 } } as const;

export default defineExperiment({
  title: "200 streams through one process of Node or asyncio: every token in its own pace",
  kind: "innocent",
  why: `A runtime that collected the writes of all ready sockets for 5 ms each would make the last of 200 readers wait for a second, and the folklore
    says five. Here ten readers are to get a token at each moment, from one process, and each of the 200 has its first one within 0.8 s of
    asking and every later one within a gap: both runtimes write to a socket when they are told to. What grows with the readers is the
    work (asyncio's side has the OpenAI SDK in it), so the streams are slow enough for one core.`,
  path: ["app", "mock-llm"],
  // twenty starts to a gap, so that ten of the 200 fall on each; twice as fast, and asyncio's one core is full on a slow machine
  scenario: { tokens: 10, gapMs: 500 },
  readers: { reader: { count: 200, everyMs: 25, patienceMs: 20_000 } },
  proofs: ["paced"],
  sidesRun: "in-turn",
  sides: {
    without: { readers: { reader: { count: 1 } }, expect: inPace },
    with: { expect: inPace },
    "with-asyncio": {
      path: ["uvicorn", "mock-llm"],
      variants: { uvicorn: "async-client-asyncio" },
      expect: inPace,
    },
  },
});
