import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "curl in a pipe shows a healthy stream in steps of 4 KiB, unless it is told -N",
  kind: "fix",
  why: `Without --no-buffer curl writes through stdio, and stdio collects 4096 bytes before it writes to a pipe. Who checks a stream with
    \`curl | grep\` sees a buffer that no server has.`,
  path: ["mock-llm"],
  scenario: { tokens: 48, gapMs: 40 },
  readers: { reader: { layer: "curl" } },
  sides: {
    broken: { variants: { curl: "no-buffer-off" }, expect: { shape: "batched" } },
    fixed: { variants: { curl: "no-buffer-on" }, expect: { shape: "streamed" } },
  },
});
