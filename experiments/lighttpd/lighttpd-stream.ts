import { defineExperiment } from "../../src/model/experiment.ts";

const gzip = { reader: { headers: { "accept-encoding": "gzip" } } };

export default defineExperiment({
  title: "lighttpd holds every answer to its end, until server.stream-response-body is 1 or 2",
  kind: "fix",
  why: `With 0, the default, lighttpd collects the whole answer before it sends any of it.`,
  path: ["lighttpd", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75 },
  sides: {
    broken: { variants: { lighttpd: "stream-response-body-0" }, expect: { shape: "held", headers: "with-token" } },
    "broken-long": {
      variants: { lighttpd: "stream-response-body-0" },
      scenario: { tokens: 80, gapMs: 25, eventBytes: 4000 },
      expect: { shape: "held", headers: "with-token" },
    },
    "broken-http2": {
      variants: { lighttpd: "stream-response-body-0" },
      readers: { reader: { httpVersion: "2" } },
      expect: { shape: "held" },
    },
    deflate: {
      variants: { lighttpd: "deflate-on-stream-response-body-0" },
      readers: gzip,
      expect: { shape: "held" },
    },
    "fixed-deflate": {
      variants: { lighttpd: "deflate-on-stream-response-body-1" },
      readers: gzip,
      expect: { shape: "streamed", contentEncoding: "gzip" },
    },
    fixed: { variants: { lighttpd: "stream-response-body-1" }, expect: { shape: "streamed" } },
    "fixed-2": { variants: { lighttpd: "stream-response-body-2" }, expect: { shape: "streamed" } },
  },
});
