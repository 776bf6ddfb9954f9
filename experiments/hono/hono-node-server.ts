import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "@hono/node-server 1.17 holds text/plain and JSON once a middleware has touched the answer",
  kind: "fix",
  why: `No compression anywhere. As long as nobody looks at the Response, the adapter hands its stream on. cors() sets a header before the
    handler runs, so Hono makes the answer anew, and the adapter no longer knows that its body is a stream: it goes by the content type, and of
    text/plain and JSON it awaits arrayBuffer() (1.14.2 to 1.17). text/event-stream is left out, and so the same app streams events. From 1.18
    on the adapter reads what is there, and then streams (honojs/node-server#260).`,
  path: ["hono", "mock-llm"],
  scenario: { tokens: 16, gapMs: 90, format: "text" },
  sides: {
    text: { variants: { hono: "node-server-1.17-cors-on" }, expect: { shape: "held", contentEncoding: null } },
    json: {
      variants: { hono: "node-server-1.17-cors-on" },
      scenario: { format: "ndjson", contentType: "application/json" },
      expect: { shape: "held", contentEncoding: null },
    },
    events: {
      variants: { hono: "node-server-1.17-cors-on" },
      scenario: { format: "sse" },
      expect: { shape: "streamed" },
    },
    untouched: { variants: { hono: "node-server-1.17-cors-off" }, expect: { shape: "streamed" } },
    fixed: { variants: { hono: "cors-on" }, expect: { shape: "streamed" } },
    "fixed-json": {
      variants: { hono: "cors-on" },
      scenario: { format: "ndjson", contentType: "application/json" },
      expect: { shape: "streamed" },
    },
  },
});
