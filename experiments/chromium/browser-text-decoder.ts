import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a new TextDecoder for each read breaks letters that a read has cut in two",
  kind: "fix",
  why: `The app relays blocks of 4096 bytes, so blocks end anywhere, in the middle of a three-byte letter too. A decoder that is made anew
    for each read makes replacement characters (U+FFFD) of both halves. One decoder with stream: true keeps the first half until the rest comes.`,
  path: ["app", "mock-llm"],
  scenario: { tokens: 48, gapMs: 40, text: "一二三四五六七八九十百千万億兆京垓".repeat(12) },
  readers: { reader: { layer: "chromium" } },
  sides: {
    broken: {
      variants: { chromium: "fetch-decode-each", app: "relay-blocks-of-4096" },
      expect: { text: "different" },
    },
    fixed: {
      variants: { chromium: "fetch-decode-stream", app: "relay-blocks-of-4096" },
      expect: { text: "identical" },
    },
  },
});
