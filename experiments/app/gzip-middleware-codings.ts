import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "express holds br like gzip, without even gzip's early bytes; identity streams",
  kind: "fix",
  why: `The same app, four readers. What is compressed is held to the end of a short answer. gzip puts its ten header bytes out at once, so a metric of the
    first byte calls it fast; br has no such header, and its first byte comes with the last. A reader that sends
    Accept-Encoding: identity, or none at all like plain curl, gets the stream as it is.`,
  path: ["app", "mock-llm"],
  sides: {
    gzip: {
      variants: { app: "compression-on" },
      readers: { reader: { headers: { "accept-encoding": "gzip" } } },
      expect: { shape: "held", contentEncoding: "gzip", ttfbMs: { max: 500 }, ttftMs: { min: 1200 } },
    },
    br: {
      variants: { app: "compression-on" },
      readers: { reader: { headers: { "accept-encoding": "gzip, deflate, br, zstd" } } },
      expect: { shape: "held", contentEncoding: "br", ttfbMs: { min: 1200 }, ttftMs: { min: 1200 } },
    },
    identity: {
      variants: { app: "compression-on" },
      readers: { reader: { headers: { "accept-encoding": "identity" } } },
      expect: { shape: "streamed", contentEncoding: null },
    },
    curl: { variants: { app: "compression-on" }, expect: { shape: "streamed", contentEncoding: null } },
  },
});
