import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "HAProxy gzips event by event, without a hold, and leaves alone what is marked no-transform",
  kind: "innocent",
  why: `The compression filter flushes the compressor after each piece of the body that it is given, so every event leaves compressed and whole.
    Marked no-transform, an answer is not compressed. With or without gzip, option http-no-delay is needed (haproxy-msg-more).`,
  path: ["haproxy", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75 },
  readers: { reader: { headers: { "accept-encoding": "gzip" } } },
  sides: {
    without: { variants: { haproxy: "http-no-delay-on" }, expect: { shape: "streamed", contentEncoding: null } },
    with: {
      variants: { haproxy: "compression-on" },
      expect: { shape: "streamed", contentEncoding: "gzip", text: "identical" },
    },
    "no-transform": {
      variants: { haproxy: "compression-on" },
      scenario: { headers: { "cache-control": "no-transform" } },
      expect: { shape: "streamed", contentEncoding: null },
    },
  },
});
