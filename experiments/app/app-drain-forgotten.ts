import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "an app that forgets drain stalls for good on events of 200 KB, slow reader or fast",
  kind: "fix",
  why: `Once 64 KiB wait in the response, res.write returns false and the app pauses the model's answer. One read of an event of 200 KB is
    as much, so it takes no slow reader. Nothing resumes it: the connection stays open, silent, with the rest of the answer on the other
    side, until somebody's timeout. With a listener for drain the same slow reader gets every event, at its own pace. Tokens
    of an ordinary size never make 64 KiB wait: a reader that is too slow for them gets them all.`,
  path: ["app", "mock-llm"],
  proofs: ["paced"],
  scenario: { tokens: 16, gapMs: 100, eventBytes: 200_000 },
  readers: { reader: { bytesPerSecond: 1_000_000, patienceMs: 4500 } },
  sides: {
    broken: { variants: { app: "drain-forgotten" }, expect: { shape: "stalled", end: "open" } },
    fixed: { variants: { app: "drain-awaited" }, expect: { shape: "stretched", tokens: { min: 16 } } },
    "fast-reader": {
      variants: { app: "drain-forgotten" },
      // a hundred times what the model sends
      readers: { reader: { bytesPerSecond: 200_000_000 } },
      expect: { shape: "stalled", end: "open" },
    },
    "ordinary-tokens": {
      variants: { app: "drain-forgotten" },
      scenario: { eventBytes: 220 },
      readers: { reader: { bytesPerSecond: 1500 } },
      expect: { shape: "stretched", tokens: { min: 16 } },
    },
  },
});
