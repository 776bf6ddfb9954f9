import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "aiohttp's default timeout is a total: it ends a healthy stream, which sock_read does not",
  kind: "fix",
  why: `ClientTimeout has total=300 by default (1 s here): it counts from the request to the last byte, whether tokens come or not. sock_read of
    the same length counts the silence between two reads, so the same stream runs on, and a silent one still ends.`,
  path: ["mock-llm"],
  scenario: { tokens: 20, gapMs: 100 },
  readers: { reader: { layer: "aiohttp" } },
  proofs: ["paced"],
  sides: {
    total: {
      variants: { aiohttp: "timeout-total-1s" },
      expect: { shape: "cut", end: "gave-up", error: "TimeoutError", tokens: { min: 1, max: 15 } },
    },
    "sock-read-silence": {
      variants: { aiohttp: "timeout-sock-read-1s" },
      scenario: { stalls: [{ beforeToken: 9, ms: 2000 }] },
      expect: { shape: "cut", end: "gave-up", error: "SocketTimeoutError", tokens: { min: 8, max: 8 } },
    },
    "sock-read": { variants: { aiohttp: "timeout-sock-read-1s" }, expect: { shape: "streamed" } },
  },
});
