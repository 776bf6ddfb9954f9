import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "flushing each token streams compressed; res.flush() makes six times a sync flush's bytes",
  kind: "innocent",
  why: `A sync flush empties the deflate block to the reader and keeps the window: each token costs a block header. res.flush() calls
    zlib's flush() without a kind, and Node's default there is a full flush: it throws the window away, so every token is compressed as
    if it were the first and hardly gets smaller. The same body, held and not flushed at all, is some 380 bytes (gzip-middleware).`,
  path: ["app", "mock-llm"],
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    without: {
      variants: { app: "compression-off" },
      expect: { shape: "streamed", contentEncoding: null, bodyBytes: { min: 4400, max: 4700 } },
    },
    "res-flush": {
      variants: { app: "compression-flush" },
      expect: { shape: "streamed", contentEncoding: "gzip", bodyBytes: { min: 3300, max: 4100 } },
    },
    "sync-flush": {
      variants: { app: "compression-sync-flush" },
      expect: { shape: "streamed", contentEncoding: "gzip", bodyBytes: { max: 900 } },
    },
    br: {
      variants: { app: "compression-sync-flush" },
      readers: { reader: { headers: { "accept-encoding": "br" } } },
      expect: { shape: "streamed", contentEncoding: "br", bodyBytes: { max: 900 } },
    },
  },
});
