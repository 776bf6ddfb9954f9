import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Traefik's responseHeaderTimeout refuses a model whose head is late; no pause after it cuts",
  kind: "fix",
  why: `forwardingTimeouts.responseHeaderTimeout is the only patience that Traefik has with a model, and it ends with the head. A server that
    sends its head with the first token, as many do, gets a 504 for a long prefill; one that sends it at once may think as long, and
    pause as long in the middle. It is off by default, and no other limit is a limit of silence.`,
  path: ["traefik", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, ttftMs: 1800, headersAt: "first-token" },
  readers: { reader: { method: "GET" } },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { traefik: "response-header-timeout-1s" },
      expect: { shape: "refused", status: 504, endedMs: { min: 950, max: 1500 } },
    },
    "head-at-once": {
      variants: { traefik: "response-header-timeout-1s" },
      scenario: { headersAt: "start" },
      expect: { shape: "streamed", headers: "before-token" },
    },
    pause: {
      variants: { traefik: "response-header-timeout-1s" },
      scenario: { ttftMs: 0, stalls: [{ beforeToken: 9, ms: 1800 }] },
      expect: { shape: "streamed" },
    },
    fixed: { expect: { shape: "streamed" } },
  },
});
