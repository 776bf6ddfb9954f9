import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "the same nginx.conf holds the answer on 1.26.3 and streams it on 1.31.3",
  kind: "version",
  why: `The file says proxy_pass and nothing else. 1.26.3 (Debian's build) asks the model with HTTP/1.0: close-delimited, held until a page
    is full. 1.31.3 (a wheel of the official sources) asks with 1.1: chunked, and chunks go on as they come, with proxy_buffering on by
    default in both. Told what to ask with, each build does what the other does: it is the default that differs, not the build. nginx's list
    of changes dates it to 1.29.7; no version in between was run.`,
  changed: [{ in: "1.29.7", source: "https://nginx.org/en/CHANGES" }],
  path: ["nginx", "mock-llm"],
  scenario: { tokens: 16, gapMs: 110, eventBytes: 220 },
  sides: {
    "1.26.3": {
      variants: { nginx: "defaults" },
      versions: { nginx: "1.26.3" },
      expect: { shape: "held", requestHttpVersion: "1.0" },
    },
    "1.31.3": {
      variants: { nginx: "defaults" },
      versions: { nginx: "1.31.3" },
      expect: { shape: "streamed", requestHttpVersion: "1.1" },
    },
    "1.26.3-asks-with-1.1": {
      variants: { nginx: "http-1.1-buffering-on" },
      versions: { nginx: "1.26.3" },
      expect: { shape: "streamed", requestHttpVersion: "1.1" },
    },
    "1.31.3-asks-with-1.0": {
      variants: { nginx: "http-1.0-buffering-on" },
      versions: { nginx: "1.31.3" },
      expect: { shape: "held", requestHttpVersion: "1.0" },
    },
  },
});
