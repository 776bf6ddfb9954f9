import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Prism, a proxy that validates answers, holds a stream to its end, and may refuse it then",
  kind: "fix",
  why: `Who validates an answer against an OpenAPI document must have all of it: Prism reads the model's answer to its end, checks type and
    body, and sends it on with a Content-Length. The head waits, too. A document that describes the stream rightly makes no difference.
    A document that promises JSON makes it a 500 of its own, after the model has generated everything.
    There is no switch that lets a path stream: the cure is a route around it.`,
  path: ["prism", "mock-llm"],
  scenario: { tokens: 16, gapMs: 90, ttftMs: 300 },
  sides: {
    broken: {
      expect: { shape: "held", headers: "with-token", responseHeaders: { "content-length": { like: "^\\d+$" } } },
    },
    undescribed: {
      variants: { prism: "stream-undescribed" },
      expect: {
        shape: "refused",
        status: 500,
        endedMs: { min: 1600 },
        responseHeaders: { "sl-violations": { like: "text/event-stream" } },
      },
    },
    fixed: { path: ["mock-llm"], expect: { shape: "streamed", headers: "before-token" } },
  },
});
