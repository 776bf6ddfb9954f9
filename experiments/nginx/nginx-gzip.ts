import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "nginx gzip holds a short event stream to its end; with buffering off it streams",
  kind: "fix",
  why: `The upstream's chunks come through with buffering on, but zlib keeps them (how many: nginx-gzip-long): nginx's gzip filter flushes only when a buffer carries the
    flush mark, and only the unbuffered path sets it. With proxy_buffering off each read is compressed, flushed and sent. The app says
    Cache-Control: no-transform, which nginx does not look at. Compression in the app itself is not cured by nginx.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 20, gapMs: 90, eventBytes: 400 },
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    broken: { variants: { nginx: "gzip-buffering-on" }, expect: { shape: "held", contentEncoding: "gzip" } },
    fixed: { variants: { nginx: "gzip-buffering-off" }, expect: { shape: "streamed", contentEncoding: "gzip" } },
    curl: {
      variants: { nginx: "gzip-buffering-on" },
      readers: { reader: { headers: {} } },
      expect: { shape: "streamed", contentEncoding: null },
    },
    "app-gzip": {
      variants: { nginx: "gzip-buffering-off", app: "compression-on" },
      expect: { shape: "held", contentEncoding: "gzip" },
    },
  },
});
