import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Vite's proxy streams in dev and in preview, also to readers that ask for gzip",
  kind: "innocent",
  why: `server.proxy pipes the answer, and the dev server compresses nothing. Preview does compress, but the proxy answers before that middleware
    is reached. In lockstep every event gets through before the next is sent, so there is no buffer to fill.`,
  path: ["vite", "mock-llm"],
  scenario: { tokens: 16, gapMs: 90 },
  readers: { reader: { headers: { "accept-encoding": "gzip, deflate, br" } } },
  sides: {
    without: { path: ["mock-llm"], expect: { shape: "streamed" } },
    with: { variants: { vite: "dev-proxy" }, expect: { shape: "streamed", contentEncoding: null } },
    lines: {
      variants: { vite: "dev-proxy" },
      scenario: { format: "text" },
      expect: { shape: "streamed", contentEncoding: null },
    },
    preview: { variants: { vite: "preview-proxy" }, expect: { shape: "streamed", contentEncoding: null } },
  },
});
