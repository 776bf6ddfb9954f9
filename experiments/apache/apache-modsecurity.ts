import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "ModSecurity as recommended makes Apache hold a stream of text/plain, and none of events",
  kind: "fix",
  why: `modsecurity.conf-recommended has SecResponseBodyAccess On for text/plain, text/html and text/xml: to inspect an answer,
    mod_security collects it, up to SecResponseBodyLimit (512 KiB) or its end, and that in DetectionOnly. A longer answer streams once the
    limit is passed. text/event-stream is none of these types, whatever the body says.`,
  path: ["apache", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, contentType: "text/plain" },
  sides: {
    broken: { variants: { apache: "modsecurity-recommended" }, expect: { shape: "held" } },
    long: {
      variants: { apache: "modsecurity-recommended" },
      scenario: { tokens: 48, gapMs: 50, eventBytes: 20_000 },
      expect: { shape: "delayed", lockstep: "let-go", holdBytes: { min: 500_000, max: 560_000 } },
    },
    events: {
      variants: { apache: "modsecurity-recommended" },
      scenario: { contentType: "text/event-stream" },
      expect: { shape: "streamed" },
    },
    fixed: { variants: { apache: "modsecurity-response-body-off" }, expect: { shape: "streamed" } },
  },
});
