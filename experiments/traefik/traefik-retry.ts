import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Traefik's retry by status asks a slow model twice, for a GET; for a POST only if told to",
  kind: "fix",
  why: `The model thinks for three seconds before its head, and responseHeaderTimeout makes that a 504 after one. By itself the retry
    middleware asks again only while the request has not been written, so a model is asked once. With status it takes the 504 as a
    reason, for methods that are safe to repeat: an EventSource asks twice, a POST once. retryNonIdempotentMethod lifts that. Each
    request is thought about anew, and the reader waits for both. A head that leaves at once disarms all of it.`,
  path: ["traefik", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, ttftMs: 3000, headersAt: "first-token" },
  proofs: ["paced"],
  sides: {
    get: {
      variants: { traefik: "retry-5xx" },
      readers: { reader: { method: "GET" } },
      expect: { shape: "refused", status: 504, requests: 2, generations: 0, endedMs: { min: 1900 } },
    },
    "post-non-idempotent": {
      variants: { traefik: "retry-5xx-non-idempotent" },
      expect: { shape: "refused", status: 504, requests: 2, generations: 0, endedMs: { min: 1900 } },
    },
    "get-plain": {
      variants: { traefik: "retry-plain" },
      readers: { reader: { method: "GET" } },
      expect: { shape: "refused", status: 504, requests: 1, generations: 0, endedMs: { max: 1700 } },
    },
    post: {
      variants: { traefik: "retry-5xx" },
      expect: { shape: "refused", status: 504, requests: 1, generations: 0, endedMs: { max: 1700 } },
    },
    fixed: {
      variants: { traefik: "retry-5xx" },
      readers: { reader: { method: "GET" } },
      scenario: { headersAt: "start", ttftMs: 1800 },
      expect: { shape: "streamed", requests: 1 },
    },
  },
});
