import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Envoy's stream_idle_timeout spares an answer that is longer than it and keeps talking",
  kind: "innocent",
  why: `The timer starts anew with every piece in either direction. An answer of 2.4 s arrives whole through a limit of 1 s, so an idle limit
    of 60 s does not end a stream of 75 s. What does is a total limit: envoy-route-timeout, envoy-max-duration.`,
  path: ["envoy", "app", "mock-llm"],
  scenario: { tokens: 24, gapMs: 105 },
  proofs: ["paced"],
  sides: {
    without: { variants: { envoy: "route-timeout-0s" }, expect: { shape: "streamed" } },
    with: { variants: { envoy: "stream-idle-timeout-1s" }, expect: { shape: "streamed" } },
  },
});
