import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "the same nginx.conf holds the answer on 1.26 and streams it on 1.31",
  kind: "version",
  why: `The file says proxy_pass and nothing else. Since 1.29.7 the default of proxy_http_version is 1.1: the app answers chunked, and chunks
    go on as they come, though proxy_buffering is on by default in both versions. Before, it was 1.0: close-delimited, held until a
    page is full. The newer build, told to ask with 1.0, holds too: it is the default that differs, not the build.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 110, eventBytes: 220 },
  sides: {
    "1.26.3": { variants: { nginx: "defaults" }, versions: { nginx: "1.26.3" }, expect: { shape: "held" } },
    "1.31.3": { variants: { nginx: "defaults" }, versions: { nginx: "1.31.3" }, expect: { shape: "streamed" } },
    "1.31.3-asks-with-1.0": {
      variants: { nginx: "http-1.0-buffering-on" },
      versions: { nginx: "1.31.3" },
      expect: { shape: "held" },
    },
  },
});
