import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Envoy's buffer filter, a suspect by its name, lets the answer stream",
  kind: "innocent",
  why: `The filter has only one direction: it stops the request until its body is complete (or above max_request_bytes, then it is a 413)
    and lets the response pass. A name like that makes it the first suspect; in lockstep each event gets through before the next is
    sent.`,
  path: ["envoy", "app", "mock-llm"],
  sides: {
    without: { expect: { shape: "streamed" } },
    with: { variants: { envoy: "buffer-filter" }, expect: { shape: "streamed" } },
  },
});
