import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "asking with HTTP/1.0, nginx holds a short answer until the model has finished",
  kind: "fix",
  why: `Asked with HTTP/1.0, the app marks the end of its answer by closing the connection. nginx then passes a body buffer on only when
    it is full (one page, 4096 bytes) or the connection is closed (ngx_event_pipe_read_upstream): an answer below one page arrives
    all at once. With proxy_buffering off every read is passed on as it comes.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 110, eventBytes: 220 },
  sides: {
    broken: { variants: { nginx: "http-1.0-buffering-on" }, expect: { shape: "held" } },
    fixed: { variants: { nginx: "http-1.0-buffering-off" }, expect: { shape: "streamed" } },
  },
});
