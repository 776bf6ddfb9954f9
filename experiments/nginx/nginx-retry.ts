import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "nginx asks a second server when the model thinks too long: two requests, no answer",
  kind: "fix",
  why: `With two servers in the upstream, nginx passes a request on to the next when no head has come within proxy_read_timeout. By
    default it does so for a GET (EventSource), because a GET should be safe to repeat, and not for a POST; with non_idempotent for
    both. Each attempt is a prefill for nobody; the reader waits for all of them and gets a 504. proxy_next_upstream off leaves one.`,
  path: ["nginx", "mock-llm"],
  scenario: { tokens: 16, gapMs: 30, ttftMs: 3000, headersAt: "first-token" },
  proofs: ["paced"],
  sides: {
    get: {
      variants: { nginx: "next-upstream-default" },
      readers: { reader: { method: "GET" } },
      expect: { shape: "refused", status: 504, requests: 2, generations: 0, endedMs: { min: 1800 } },
    },
    "post-non-idempotent": {
      variants: { nginx: "next-upstream-non-idempotent" },
      expect: { shape: "refused", status: 504, requests: 2, generations: 0, endedMs: { min: 1800 } },
    },
    "post-default": {
      variants: { nginx: "next-upstream-default" },
      expect: { shape: "refused", status: 504, requests: 1, generations: 0, endedMs: { max: 1700 } },
    },
    "get-off": {
      variants: { nginx: "next-upstream-off" },
      readers: { reader: { method: "GET" } },
      expect: { shape: "refused", status: 504, requests: 1, generations: 0, endedMs: { max: 1700 } },
    },
  },
});
