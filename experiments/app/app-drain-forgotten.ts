import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "an app that forgets drain stalls for good at 7 MB/s, slow reader or fast; not at 55 kB/s",
  kind: "fix",
  why: `Once 64 KiB wait in the response, res.write returns false and the app pauses the model's answer. Three tokens of 30 KB that come
    together are as much, so it takes no slow reader. Nothing resumes it: the connection stays open, silent, with the rest of the answer on
    the other side, until somebody's timeout. With a listener for drain the same slow reader gets every token, at its own pace.
    Tokens of an ordinary size never make 64 KiB wait: a reader that is too slow for them gets them all.`,
  path: ["app", "mock-llm"],
  proofs: ["paced"],
  scenario: { tokens: 200, gapMs: 4, eventBytes: 30_000 },
  readers: { reader: { bytesPerSecond: 3_000_000, patienceMs: 5000 } },
  sides: {
    broken: { variants: { app: "drain-forgotten" }, expect: { shape: "stalled", end: "open" } },
    fixed: { variants: { app: "drain-awaited" }, expect: { shape: "stretched", tokens: { min: 200 } } },
    "fast-reader": {
      variants: { app: "drain-forgotten" },
      // a hundred times what the model sends
      readers: { reader: { bytesPerSecond: 750_000_000 } },
      expect: { shape: "stalled", end: "open" },
    },
    "ordinary-tokens": {
      variants: { app: "drain-forgotten" },
      scenario: { eventBytes: 220 },
      readers: { reader: { bytesPerSecond: 25_000 } },
      expect: { end: "clean", tokens: { min: 200 }, endedMs: { min: 1500 } },
    },
  },
});
