import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a reload is enough: the same nginx holds before it and streams after it",
  kind: "fix",
  why: `One stack stands for both sides. After the first measurement the config file is replaced and the master process gets a SIGHUP:
    it starts workers with the new file, and a request that comes then is answered by one of them. No container is restarted.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 110, eventBytes: 220 },
  sidesRun: "reloaded",
  sides: {
    broken: { variants: { nginx: "http-1.0-buffering-on" }, expect: { shape: "held" } },
    fixed: { variants: { nginx: "http-1.0-buffering-off" }, expect: { shape: "streamed" } },
  },
});
