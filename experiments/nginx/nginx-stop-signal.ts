import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "docker stop with SIGTERM cuts the streams in nginx; SIGQUIT and a reload let them finish",
  kind: "fix",
  why: `docker stop sends the image's STOPSIGNAL, SIGTERM if it names none, as here: nginx's fast shutdown, which closes every connection at
    once. (The official image names SIGQUIT.) On SIGQUIT the workers take no new connection and finish what they have; on SIGHUP new workers
    take over and the old ones do the same, unless worker_shutdown_timeout (off by default) ends their patience.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 24, gapMs: 100 },
  proofs: ["paced"],
  sides: {
    "docker-stop": {
      acts: [{ at: { token: 6 }, do: "stop", layer: "nginx" }],
      expect: { shape: "cut", end: "cut", tokens: { min: 5, max: 14 }, endedMs: { max: 1600 } },
    },
    sigquit: {
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGQUIT", ends: true, layer: "nginx" }],
      expect: { shape: "streamed", logs: { nginx: "gracefully shutting down" } },
    },
    reload: {
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGHUP", ends: false, layer: "nginx" }],
      expect: { shape: "streamed", logs: { nginx: "gracefully shutting down" } },
    },
    "reload-impatient": {
      variants: { nginx: "worker-shutdown-timeout-500ms" },
      acts: [{ at: { token: 6 }, do: "signal", signal: "SIGHUP", ends: false, layer: "nginx" }],
      expect: { shape: "cut", end: "cut", tokens: { min: 8, max: 18 }, endedMs: { max: 2000 } },
    },
  },
});
