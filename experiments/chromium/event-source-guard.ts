import { defineExperiment } from "../../src/model/experiment.ts";

// the article's client puts both into the address of its EventSource; the guard's key is a hash of the two
const target = "/v1/chat/completions?cid=tab-1&prompt=hello";

export default defineExperiment({
  title: "after a drop, an in-flight guard lets EventSource generate again, or loses it the answer",
  kind: "fix",
  why: `nginx drops the browser's connection in the middle of the answer, and EventSource asks again three seconds later with the same address.
    A server that heard of the drop has forgotten the key by then (finally: pop), so the model answers again, as it does without the guard.
    One that did not hear, because a gateway in front of it reads on, sends one event called dup: the model works once, and the page never
    gets the rest. What works is a generation of its own, whose events have ids: EventSource names the last one, and gets what follows.`,
  path: ["nginx", "uvicorn", "mock-llm"],
  scenario: { tokens: 60, gapMs: 90 },
  readers: { reader: { layer: "chromium", method: "GET", target, leave: { afterMs: 7500 } } },
  proofs: ["paced"],
  acts: [{ at: { token: 6 }, do: "signal", signal: "SIGHUP", ends: false, layer: "nginx" }],
  sides: {
    "no-guard": {
      variants: {
        chromium: "event-source-named-events",
        nginx: "worker-shutdown-timeout-500ms",
        uvicorn: "idempotency-none",
      },
      expect: { end: "left", text: "different", requests: 2, generations: 2, foreignBytes: { max: 0 } },
    },
    "guard-heard": {
      variants: {
        chromium: "event-source-named-events",
        nginx: "worker-shutdown-timeout-500ms",
        uvicorn: "idempotency-in-flight",
      },
      expect: { end: "left", text: "different", requests: 2, generations: 2, foreignBytes: { max: 0 } },
    },
    "guard-unheard": {
      path: ["nginx", "app", "uvicorn", "mock-llm"],
      variants: {
        chromium: "event-source-named-events",
        nginx: "worker-shutdown-timeout-500ms",
        app: "reader-left-ignored",
        uvicorn: "idempotency-in-flight",
      },
      expect: {
        end: "left",
        tokens: { min: 6, max: 20 },
        undelivered: { min: 30 },
        requests: 1,
        generations: 1,
        foreignBytes: { min: 10 },
      },
    },
    "job-with-ids": {
      variants: {
        chromium: "event-source-named-events",
        nginx: "worker-shutdown-timeout-500ms",
        uvicorn: "idempotency-job-ids",
      },
      expect: {
        end: "left",
        text: "identical",
        tokens: { min: 60 },
        requests: 1,
        generations: 1,
        foreignBytes: { max: 0 },
      },
    },
  },
});
