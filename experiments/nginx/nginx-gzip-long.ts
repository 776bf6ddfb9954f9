import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "nginx gzip holds an answer of 300 KB to its end: no page or record limits it",
  kind: "fix",
  why: `nginx sends what zlib hands out, and without a flush zlib hands out nothing before its own block is full: some 16,000 symbols, where an
    event so like the last one is worth a handful. Neither the page of 4 KB nor the TLS record bounds that, so a stream of 1600 tokens
    comes at its end. The mock's words repeat: an answer of richer text fills a block with fewer tokens.`,
  path: ["nginx", "mock-llm"],
  scenario: { tokens: 1600, gapMs: 2 },
  proofs: ["paced"],
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    broken: { variants: { nginx: "gzip-buffering-on" }, expect: { shape: "held", contentEncoding: "gzip" } },
    fixed: { variants: { nginx: "gzip-buffering-off" }, expect: { shape: "streamed", contentEncoding: "gzip" } },
  },
});
