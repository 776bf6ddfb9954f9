import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "of Django 5.2's gzip under ASGI a browser, curl and httpx decode one token and no more",
  kind: "version",
  why: `5.2 makes a whole gzip member of each piece. RFC 1952 allows members in a row, and zlib's users must ask for the next one: Node and urllib3 (requests)
    do. Chromium and httpx take the end of the first member for the end of the answer, and say nothing; curl fails at the second.
    So a test with the wrong client sees a healthy stream. 6.1 keeps one member open and flushes it: every reader decodes all.`,
  changed: [
    { in: "6.0", source: "https://code.djangoproject.com/ticket/36656" },
    { in: "6.1", source: "https://code.djangoproject.com/ticket/36293" },
  ],
  path: ["django", "mock-llm"],
  scenario: { tokens: 24, gapMs: 100 },
  // the browser first: opening a tab takes the machine for a moment, and would look like a queue to the others
  readers: {
    chromium: { layer: "chromium" },
    probe: { startMs: 400, headers: { "accept-encoding": "gzip" } },
    curl: { startMs: 450, layer: "curl" },
    httpx: { startMs: 500, layer: "httpx" },
    requests: { startMs: 550, layer: "requests" },
  },
  proofs: ["paced"],
  sides: {
    "5.2.19": {
      versions: { django: "5.2.19" },
      variants: { django: "gzip-middleware-asgi", curl: "compressed-on" },
      expect: {
        shape: "cut",
        contentEncoding: "gzip",
        tokens: { min: 1, max: 1 },
        readers: {
          probe: { shape: "streamed", tokens: { min: 24 } },
          requests: { shape: "streamed", tokens: { min: 24 } },
          curl: { end: "gave-up" },
          httpx: { end: "silent" },
          chromium: { end: "silent" },
        },
      },
    },
    "6.1.3": {
      variants: { django: "gzip-middleware-asgi", curl: "compressed-on" },
      expect: { shape: "streamed", contentEncoding: "gzip" },
    },
  },
});
