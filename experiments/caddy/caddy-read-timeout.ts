import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Caddy's transport read_timeout limits silence, and 2.6.2 gives the cut answer a proper end",
  kind: "fix",
  why: `read_timeout is armed again by each read of the upstream, so an answer three times as long as it arrives whole, and a pause of the
    model that is longer than it ends the answer. 2.6.2 logs "aborting with incomplete response" and returns without an error, so
    the server writes the last chunk: half an answer that looks whole. 2.11.7 closes the connection. By default there is no limit.`,
  path: ["caddy", "mock-llm"],
  scenario: { tokens: 20, gapMs: 80, stalls: [{ beforeToken: 9, ms: 1800 }] },
  proofs: ["paced"],
  sides: {
    broken: {
      variants: { caddy: "transport-read-timeout-1s" },
      expect: {
        shape: "cut",
        end: "silent",
        status: 200,
        tokens: { min: 8, max: 8 },
        endedMs: { min: 1400, max: 2200 },
        logs: { caddy: "reading from backend.*i/o timeout" },
      },
    },
    "2.11.7": {
      variants: { caddy: "transport-read-timeout-1s" },
      versions: { caddy: "2.11.7" },
      expect: { shape: "cut", end: "cut", status: 200, tokens: { min: 8, max: 8 } },
    },
    "never-pauses": {
      variants: { caddy: "transport-read-timeout-1s" },
      scenario: { tokens: 34, gapMs: 90, stalls: [] },
      expect: { shape: "streamed", endedMs: { min: 2900 } },
    },
    fixed: { expect: { shape: "streamed" } },
  },
});
