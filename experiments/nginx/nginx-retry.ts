import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "nginx asks a second server when the model thinks too long: two requests, no answer",
  kind: "fix",
  why: `With two servers in the upstream (here an app and, past it, the model itself), nginx passes a request on to the other one when no head
    has come within proxy_read_timeout: its access log names two addresses. By default it does so for a GET (EventSource), because a GET
    should be safe to repeat, and not for a POST; with non_idempotent for both. Each request is thought about anew, and no token comes of
    either; the reader waits for both and gets a 504. proxy_next_upstream off leaves one.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 30, ttftMs: 3000, headersAt: "first-token" },
  proofs: ["paced"],
  sides: {
    get: {
      variants: { nginx: "next-upstream-default" },
      readers: { reader: { method: "GET" } },
      expect: {
        shape: "refused",
        status: 504,
        requests: 2,
        generations: 0,
        endedMs: { min: 1800 },
        // two addresses, and not the same one twice
        logs: { nginx: String.raw` 504 by ([\d.]+):8080, (?!\1:)[\d.]+:8080$` },
      },
    },
    "post-non-idempotent": {
      variants: { nginx: "next-upstream-non-idempotent" },
      expect: {
        shape: "refused",
        status: 504,
        requests: 2,
        generations: 0,
        endedMs: { min: 1800 },
        logs: { nginx: String.raw` 504 by ([\d.]+):8080, (?!\1:)[\d.]+:8080$` },
      },
    },
    "post-default": {
      variants: { nginx: "next-upstream-default" },
      expect: {
        shape: "refused",
        status: 504,
        requests: 1,
        generations: 0,
        endedMs: { max: 1700 },
        logs: { nginx: String.raw` 504 by [\d.]+:8080$` },
      },
    },
    "get-off": {
      variants: { nginx: "next-upstream-off" },
      readers: { reader: { method: "GET" } },
      expect: {
        shape: "refused",
        status: 504,
        requests: 1,
        generations: 0,
        endedMs: { max: 1700 },
        logs: { nginx: String.raw` 504 by [\d.]+:8080$` },
      },
    },
  },
});
