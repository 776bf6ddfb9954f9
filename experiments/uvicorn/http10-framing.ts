import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "behind an nginx that asks with HTTP/1.0 uvicorn streams with httptools; h11 is held",
  kind: "fix",
  why: `An nginx of before 1.29.7 asks with HTTP/1.0 unless told otherwise; here a newer one is told to. httptools answers such a request with chunks all the same, which nginx hands on read by
    read; h11 keeps to HTTP/1.0 and marks the end by closing, and what ends by closing fills a page of nginx first. Which of the two
    uvicorn takes depends on what is installed: httptools comes with uvicorn[standard] only.`,
  path: ["nginx", "uvicorn", "mock-llm"],
  scenario: { tokens: 16, gapMs: 90 },
  sides: {
    h11: { variants: { nginx: "http-1.0-buffering-on", uvicorn: "http-h11" }, expect: { shape: "held" } },
    httptools: {
      variants: { nginx: "http-1.0-buffering-on", uvicorn: "http-httptools" },
      expect: { shape: "streamed" },
    },
    "h11-buffering-off": {
      variants: { nginx: "http-1.0-buffering-off", uvicorn: "http-h11" },
      expect: { shape: "streamed" },
    },
  },
});
