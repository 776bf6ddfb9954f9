import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "in Chromium response.text() holds a healthy stream, response.body.getReader() does not",
  kind: "fix",
  why: `The bytes come in pace in both tabs. text() has one string to give, so it waits for the last byte (Fetch, "fully read the body"); a
    reader gives each piece as the network brings it. Nothing stands between model and browser here, so nothing else can hold.`,
  path: ["mock-llm"],
  readers: { reader: { layer: "chromium" } },
  sides: {
    broken: { variants: { chromium: "fetch-text" }, expect: { shape: "held" } },
    fixed: { variants: { chromium: "fetch-reader" }, expect: { shape: "streamed" } },
  },
});
