import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "ModSecurity as recommended makes Apache hold a stream of text/plain, and none of events",
  kind: "fix",
  why: `modsecurity.conf-recommended has SecResponseBodyAccess On for text/plain, text/html and text/xml: to inspect an answer whole, mod_security
    collects it whole, in DetectionOnly too. text/event-stream is none of these types.`,
  path: ["apache", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, format: "text" },
  sides: {
    text: { variants: { apache: "modsecurity-recommended" }, expect: { shape: "held", headers: "with-token" } },
    events: {
      variants: { apache: "modsecurity-recommended" },
      scenario: { format: "sse" },
      expect: { shape: "streamed" },
    },
    fixed: { variants: { apache: "modsecurity-response-body-off" }, expect: { shape: "streamed" } },
  },
});
