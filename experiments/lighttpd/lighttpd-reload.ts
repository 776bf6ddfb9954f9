import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "lighttpd lets new readers wait at a reload for open streams; graceful-restart-bg does not",
  kind: "fix",
  why: `On SIGUSR1, which systemctl reload sends, lighttpd takes no connection until every open answer has ended, and then reads its config:
    bob, who comes after the signal, waits for ann. After server.graceful-shutdown-timeout (8 s by default, 1 s on one side) what is still
    open is cut. With server.graceful-restart-bg a new process takes over at once, so bob streams, and ann finishes in the old one, under
    the same limit. It needs server.systemd-socket-activation, and a lighttpd that was started with its path.`,
  path: ["lighttpd", "app", "mock-llm"],
  scenario: { tokens: 30, gapMs: 100 },
  readers: { ann: {}, bob: { startMs: 1000 } },
  acts: [{ at: { ms: 600 }, do: "signal", signal: "SIGUSR1", ends: false, layer: "lighttpd" }],
  proofs: ["paced"],
  sides: {
    reload: {
      expect: {
        shape: "streamed",
        readers: { bob: { shape: "queued", ttftMs: { min: 1200 } } },
        logs: { lighttpd: "graceful shutdown started" },
      },
    },
    impatient: {
      variants: { lighttpd: "graceful-shutdown-timeout-1s" },
      scenario: { tokens: 40 },
      expect: { readers: { ann: { shape: "cut", tokens: { min: 10, max: 36 } } } },
    },
    fixed: { variants: { lighttpd: "graceful-restart-bg" }, expect: { shape: "streamed", ttftMs: { max: 900 } } },
  },
});
