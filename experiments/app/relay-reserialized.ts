import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a gateway that writes every event anew streams as well as one that pipes the bytes",
  kind: "innocent",
  why: `The relay parses each event and writes it again with the fields that it knows: the model's own ids and numbers are gone, and the
    bytes are others. Each event leaves when it has come, so the text arrives in pace. What the tokens were is known from the text alone.`,
  path: ["nginx", "app", "mock-llm"],
  sides: {
    without: {
      variants: { app: "relay-as-read" },
      expect: { shape: "streamed", text: "identical", bodyBytes: { min: 4300 } },
    },
    with: {
      variants: { app: "relay-reserialized" },
      expect: { shape: "streamed", text: "identical", bodyBytes: { max: 3500 } },
    },
  },
});
