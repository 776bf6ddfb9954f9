import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "uwsgi_pass passes a long answer on in steps of one page, in nginx 1.26.3 and in 1.31.3",
  kind: "version",
  why: `The newer nginx asks with HTTP/1.1 by default, which lets chunked answers through (nginx-version). The uwsgi protocol has no chunks:
    the answer ends when the connection closes, and a page (4096 bytes) has to be full first, in both versions. 1.26.3 is Debian's build,
    1.31.3 a wheel of the official sources: neither the version nor the build makes a difference here.`,
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
