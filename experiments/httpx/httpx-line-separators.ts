import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "httpx's iter_lines cuts a token at U+2028 or U+0085, and its event is lost",
  kind: "fix",
  why: `An event stream's lines end at CR and LF only, and JSON may hold U+2028 and U+0085 as they are. httpx's iter_lines is Python's str.splitlines,
    which ends lines there too: the data line of such a token is two lines, neither is JSON, and the words are missing from
    an answer that ends well. requests splits bytes, which have no such characters. The same bytes, read by iter_bytes, lose nothing.`,
  path: ["mock-llm"],
  // two of eight words hold a separator: of 24 tokens six
  scenario: { tokens: 24, text: "The quick brown\u2028fox jumps over the\u0085lazy dog again" },
  proofs: ["paced"],
  readers: { reader: { layer: "httpx" } },
  sides: {
    broken: {
      variants: { httpx: "iter-lines" },
      expect: { shape: "corrupt", end: "clean", tokens: { min: 18, max: 18 }, text: "different" },
    },
    async: {
      variants: { httpx: "aiter-lines" },
      expect: { shape: "corrupt", end: "clean", tokens: { min: 18, max: 18 }, text: "different" },
    },
    requests: {
      readers: { reader: { layer: "requests" } },
      expect: { shape: "streamed", tokens: { min: 24, max: 24 }, text: "identical" },
    },
    fixed: {
      variants: { httpx: "iter-bytes" },
      expect: { shape: "streamed", tokens: { min: 24, max: 24 }, text: "identical" },
    },
  },
});
