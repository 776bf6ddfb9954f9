import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "in Chromium half a chunked answer is an error, and half a close-delimited one looks whole",
  kind: "fix",
  why: `The model server dies after eight of sixteen tokens. Without the last chunk, or with a reset, reader.read() rejects with
    "TypeError: network error", so the page does hear of it; the piece that it had not read yet may be lost with that. A body that ends when
    the connection closes ends like that anyway: the loop just ends, and only the missing [DONE] tells.`,
  path: ["mock-llm"],
  scenario: { tokens: 16, gapMs: 75, cut: { afterToken: 8, how: "close" } },
  readers: { reader: { layer: "chromium" } },
  proofs: ["paced"],
  sides: {
    close: {
      scenario: { framing: "close" },
      expect: { shape: "cut", end: "silent", status: 200, tokens: { min: 8, max: 8 } },
    },
    chunked: { expect: { shape: "cut", end: "cut", status: 200, tokens: { min: 7, max: 8 } } },
    reset: {
      scenario: { cut: { afterToken: 8, how: "reset" } },
      expect: { shape: "cut", end: "reset", status: 200, tokens: { min: 7, max: 8 } },
    },
  },
});
