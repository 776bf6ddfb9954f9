import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a stream that never pauses arrives whole in three times the limits that nginx is given",
  kind: "innocent",
  why: `proxy_read_timeout is armed again by each read, send_timeout by each write; the other limits that are set here belong to the
    connection's start, to the request, or to the time between two requests. None of the five limits the whole answer. Nothing is held
    here (the app answers chunked); what an idle limit makes of a held answer is another matter (nginx-idle-held).`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 30, gapMs: 110 },
  sides: {
    without: { variants: { nginx: "timeouts-60s" }, expect: { shape: "streamed" } },
    with: {
      variants: { nginx: "timeouts-1s" },
      expect: { shape: "streamed", endedMs: { min: 3000 }, text: "identical" },
    },
  },
});
