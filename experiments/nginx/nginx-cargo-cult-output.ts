import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "longer timeouts, tcp_nopush and postpone_output 0 leave an answer held",
  kind: "placebo",
  why: `proxy_send_timeout is about sending the request, keepalive_timeout about the time between two requests: no answer waits for either.
    tcp_nopush and postpone_output are about bytes that have left the buffer which holds the answer. With postpone_output 0 the response head,
    which is not in that buffer, goes on at once; the tokens do not.`,
  path: ["nginx", "mock-llm"],
  scenario: { tokens: 12, ttftMs: 200, gapMs: 110, eventBytes: 220 },
  sides: {
    without: { variants: { nginx: "http-1.0-buffering-on" }, expect: { shape: "held", headers: "with-token" } },
    "send-timeout": { variants: { nginx: "http-1.0-send-timeout" }, expect: { shape: "held" } },
    "keepalive-timeout": { variants: { nginx: "http-1.0-keepalive-timeout" }, expect: { shape: "held" } },
    "tcp-nopush": { variants: { nginx: "http-1.0-tcp-nopush" }, expect: { shape: "held" } },
    "postpone-output-0": {
      variants: { nginx: "http-1.0-postpone-output-0" },
      expect: { shape: "held", headers: "before-token" },
    },
    "buffering-off": { variants: { nginx: "http-1.0-buffering-off" }, expect: { shape: "streamed" } },
  },
});
