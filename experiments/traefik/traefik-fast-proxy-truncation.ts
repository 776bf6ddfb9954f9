import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Traefik's fastProxy gives a crashed generation a proper end, and adds words of its own",
  kind: "fix",
  why: `The model server dies after half of its chunked answer. By default Traefik breaks the reader's connection off, too. With
    experimental.fastProxy the error is handled as if no head had been sent: "Internal Server Error" is written into the stream, and
    the last chunk follows. Half an answer looks whole, but for these 21 bytes and the missing end marker. The access log has 500,
    the reader 200. Reported as #13568.`,
  path: ["traefik", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, cut: { afterToken: 8, how: "close" } },
  readers: { reader: { method: "GET" } },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { traefik: "fast-proxy" },
      expect: {
        shape: "cut",
        end: "silent",
        status: 200,
        tokens: { min: 8, max: 8 },
        foreignBytes: { min: 21, max: 21 },
        logs: { traefik: '" 500 ' },
      },
    },
    fixed: { expect: { shape: "cut", end: "cut", status: 200, tokens: { min: 8, max: 8 } } },
  },
});
