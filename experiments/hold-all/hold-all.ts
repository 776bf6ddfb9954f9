import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a layer that collects the whole answer is seen to hold it to the end",
  kind: "control",
  why: `The rig must see a hold where one certainly is: hold-all reads the upstream's answer to its end before it sends the first byte.
    If this is not seen held, no stream that the lab reports can be trusted.`,
  path: ["hold-all", "app", "mock-llm"],
  sides: {
    everything: { expect: { shape: "held" } },
  },
});
