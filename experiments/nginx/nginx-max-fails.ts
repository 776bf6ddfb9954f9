import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "after six silent starts nginx refuses healthy models, with a guide's max_fails=3",
  kind: "fix",
  why: `vLLM's guide writes max_fails=3 fail_timeout=10000s behind each of two servers. A start that is silent for longer than
    proxy_read_timeout (60 s by default, 1 s here) is a failure: after three at each, nginx asks neither for 10000 s, and a request that the
    model would answer at once gets a 502 from nginx alone. By default one failure is enough, for 10 s. max_fails=0 counts none; a limit longer than the silence
    has none to count.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, ttftMs: 2500, headersAt: "first-token" },
  readers: { slow: { count: 6 }, later: { startMs: 2000, scenario: { ttftMs: 0 } } },
  proofs: ["paced"],
  sides: {
    guide: {
      variants: { nginx: "max-fails-3" },
      expect: {
        shape: "refused",
        status: 504,
        readers: { later: { status: 502 } },
        requests: 6,
        logs: { nginx: "no live upstreams while connecting to upstream" },
      },
    },
    default: {
      variants: { nginx: "next-upstream-default" },
      expect: { shape: "refused", status: 504, readers: { later: { status: 502 } }, requests: 6 },
    },
    "max-fails-0": {
      variants: { nginx: "max-fails-0" },
      expect: { shape: "refused", status: 504, readers: { later: { shape: "streamed", status: 200 } }, requests: 7 },
    },
    fixed: {
      variants: { nginx: "max-fails-3-read-timeout-10s" },
      expect: { shape: "streamed", requests: 7 },
    },
  },
});
