import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "with nothing between reader and app, every token arrives as it is sent",
  kind: "control",
  why: `The rig itself must not hold anything: mock, app and probe alone, on the same clock and the same network as every other
    experiment. If this is not seen streamed, no hold that the lab reports can be blamed on a layer.`,
  path: ["app", "mock-llm"],
  sides: {
    nothing: { expect: { shape: "streamed" } },
  },
});
