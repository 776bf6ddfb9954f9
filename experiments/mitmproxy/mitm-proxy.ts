import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "mitmproxy holds an answer to its end; stream_large_bodies lets go at the size it names",
  kind: "fix",
  why: `mitmproxy puts a response together before anything of it goes on, so that scripts can look at it. stream_large_bodies is a size: up to it an answer
    of unknown length is kept, then what has come leaves in one lump and the rest in pace. A size that no answer reaches changes
    nothing, and of a size of 1 every answer is large.`,
  path: ["mitmproxy", "app", "mock-llm"],
  scenario: { tokens: 24, gapMs: 75, eventBytes: 220 },
  sides: {
    defaults: { variants: { mitmproxy: "defaults" }, expect: { shape: "held" } },
    "size-1m": { variants: { mitmproxy: "stream-large-bodies-1m" }, expect: { shape: "held" } },
    "size-2k": {
      variants: { mitmproxy: "stream-large-bodies-2k" },
      expect: { shape: "delayed", ttftMs: { min: 500 }, lockstep: "let-go", holdBytes: { min: 1800, max: 2500 } },
    },
    "size-1": { variants: { mitmproxy: "stream-large-bodies-1" }, expect: { shape: "streamed" } },
  },
});
