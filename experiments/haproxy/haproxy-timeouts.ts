import { defineExperiment } from "../../src/model/experiment.ts";

const cut = { shape: "cut", tokens: { min: 8, max: 8 }, endedMs: { min: 1000, max: 2300 } } as const;

export default defineExperiment({
  title: "HAProxy's timeout server ends a pause; timeout client and timeout tunnel save no stream",
  kind: "placebo",
  why: `timeout server limits the silence of the server, here to 1 s: a pause of 2 s ends the answer, a longer answer that keeps talking arrives
    whole. timeout client is about the reader, of whom nothing is awaited: 1 h of it does not help, 1 s does no harm. timeout tunnel is for
    CONNECT and upgrades: it saves neither a chunked answer nor one that ends by close, whose end then looks whole to the reader.`,
  path: ["haproxy", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, stalls: [{ beforeToken: 9, ms: 2000 }] },
  proofs: ["paced"],
  sides: {
    before: { variants: { haproxy: "timeout-server-1s" }, expect: { ...cut, end: "cut" } },
    "tunnel-1h": { variants: { haproxy: "timeout-server-1s-tunnel-1h" }, expect: { ...cut, end: "cut" } },
    "tunnel-1h-close": {
      variants: { haproxy: "timeout-server-1s-tunnel-1h" },
      scenario: { framing: "close" },
      expect: { ...cut, end: "silent" },
    },
    "client-1h": { variants: { haproxy: "timeout-server-1s-client-1h" }, expect: { ...cut, end: "cut" } },
    "client-1s": { variants: { haproxy: "timeout-client-1s" }, expect: { shape: "streamed" } },
    "no-pause": {
      variants: { haproxy: "timeout-server-1s" },
      scenario: { tokens: 30, gapMs: 110, stalls: [] },
      expect: { shape: "streamed", endedMs: { min: 3000 } },
    },
    "server-50s": { variants: { haproxy: "http-no-delay-on" }, expect: { shape: "streamed" } },
  },
});
