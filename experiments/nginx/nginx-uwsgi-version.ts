import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "uwsgi_pass passes a long answer on in steps of one page, in the new nginx too",
  kind: "version",
  why: `nginx 1.29.7 asks its upstream with HTTP/1.1 by default, which lets chunked answers through. The uwsgi protocol has no chunks: the
    answer ends when the connection closes, and a page (4096 bytes) has to be full first, in every version.`,
  path: ["nginx", "uwsgi", "mock-llm"],
  scenario: { tokens: 100, gapMs: 20, eventBytes: 220 },
  sides: {
    "1.26.3": {
      variants: { nginx: "uwsgi-buffering-on" },
      expect: { shape: "batched", stepBytes: { min: 3700, max: 4300 } },
    },
    "1.31.3": {
      variants: { nginx: "uwsgi-buffering-on" },
      versions: { nginx: "1.31.3" },
      expect: { shape: "batched", stepBytes: { min: 3700, max: 4300 } },
    },
    fixed: { variants: { nginx: "uwsgi-buffering-off" }, versions: { nginx: "1.31.3" }, expect: { shape: "streamed" } },
  },
});
