import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "curl in a pipe shows a healthy stream in steps of 4 KiB; with -N or on a terminal in pace",
  kind: "fix",
  why: `curl writes through stdio, and stdio collects 4096 bytes before it writes to a pipe: who checks a stream with \`curl | grep\` sees a
    buffer that no server has. On a terminal stdio writes at each line end, and every event ends with one. --no-buffer (-N) flushes after
    each piece. The server is the same on all sides, and nothing else stands between.`,
  path: ["mock-llm"],
  scenario: { tokens: 48, gapMs: 40 },
  readers: { reader: { layer: "curl" } },
  sides: {
    broken: {
      variants: { curl: "no-buffer-off" },
      expect: { shape: "batched", stepBytes: { min: 3800, max: 4300 }, holdBytes: { min: 4096, max: 4300 } },
    },
    fixed: { variants: { curl: "no-buffer-on" }, expect: { shape: "streamed" } },
    terminal: { variants: { curl: "terminal-no-buffer-off" }, expect: { shape: "streamed" } },
  },
});
