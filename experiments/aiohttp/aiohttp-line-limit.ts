import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "aiohttp's iteration over lines breaks on an event above 128 KiB, from 3.14 on 512 KiB",
  kind: "version",
  why: `A line may be twice as long as read_bufsize: 64 KiB by default, 256 KiB from 3.14 on. The event that is longer (a tool's result, an image)
    raises LineTooLong, and the rest of a healthy answer is lost. The same answer read with iter_any, or with a larger read_bufsize,
    is whole. Nothing is said on the wire, so the server's log has a reader that left.`,
  changed: [{ in: "3.14.0", source: "https://github.com/aio-libs/aiohttp/pull/11966" }],
  path: ["mock-llm"],
  scenario: { tokens: 16, gapMs: 75, eventBytes: [220, 220, 220, 220, 220, 220, 220, 200_000] },
  readers: { reader: { layer: "aiohttp" } },
  proofs: ["paced"],
  sides: {
    "3.13.5": {
      versions: { aiohttp: "3.13.5" },
      variants: { aiohttp: "iter-lines" },
      expect: { shape: "cut", end: "gave-up", error: "LineTooLong", tokens: { min: 7, max: 7 } },
    },
    "3.13.5-any": {
      versions: { aiohttp: "3.13.5" },
      variants: { aiohttp: "iter-any" },
      expect: { shape: "streamed" },
    },
    "3.13.5-read-bufsize": {
      versions: { aiohttp: "3.13.5" },
      variants: { aiohttp: "iter-lines-read-bufsize-1m" },
      expect: { shape: "streamed" },
    },
    "3.14.5": { variants: { aiohttp: "iter-lines" }, expect: { shape: "streamed" } },
    "3.14.5-600-kb": {
      variants: { aiohttp: "iter-lines" },
      scenario: { eventBytes: [220, 220, 220, 220, 220, 220, 220, 600_000] },
      expect: { shape: "cut", end: "gave-up", error: "LineTooLong", tokens: { min: 7, max: 7 } },
    },
  },
});
