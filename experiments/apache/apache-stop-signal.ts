import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "docker stop with SIGTERM cuts the streams in Apache; SIGWINCH and a graceful reload do not",
  kind: "fix",
  why: `SIGTERM, which docker stop sends where the image names no other signal, ends Apache at once, and SIGHUP (apachectl restart) every
    worker. (The official image names SIGWINCH.) On SIGWINCH (graceful-stop) no connection is taken any more, and the open ones finish. On
    SIGUSR1 (graceful, which systemctl reload sends) new workers take over, and the old ones finish what they have. Neither has a limit by
    default.`,
  path: ["apache", "app", "mock-llm"],
  scenario: { tokens: 24, gapMs: 100 },
  proofs: ["paced"],
  sides: {
    "docker-stop": {
      acts: [{ at: { token: 6 }, do: "stop", layer: "apache" }],
      expect: { shape: "cut", tokens: { min: 5, max: 14 }, endedMs: { max: 1600 } },
    },
    restart: {
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGHUP", ends: false, layer: "apache" }],
      expect: { shape: "cut" },
    },
    reload: {
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGUSR1", ends: false, layer: "apache" }],
      expect: { shape: "streamed", logs: { apache: "Doing graceful restart" } },
    },
    sigwinch: {
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGWINCH", ends: true, layer: "apache" }],
      expect: { shape: "streamed" },
    },
  },
});
