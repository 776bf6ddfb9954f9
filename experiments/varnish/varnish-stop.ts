import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "docker stop cuts the streams in Varnish at once; varnishreload cuts none",
  kind: "fix",
  why: `varnishd has no graceful stop: on SIGTERM the manager ends its child, and every connection with it. New VCL is loaded and used beside
    the old one; a request keeps the VCL with which it began.`,
  path: ["varnish", "app", "mock-llm"],
  scenario: { tokens: 24, gapMs: 100 },
  proofs: ["paced"],
  sides: {
    "docker-stop": {
      acts: [{ at: { token: 6 }, do: "stop", layer: "varnish" }],
      expect: { shape: "cut", tokens: { min: 5, max: 14 }, endedMs: { max: 1600 } },
    },
    reload: {
      acts: [
        {
          at: { token: 6 },
          do: "exec",
          command: ["/usr/share/varnish/varnishreload", "-n", "/varnish", "/variants/do-stream-off.vcl"],
          layer: "varnish",
        },
      ],
      expect: { shape: "streamed" },
    },
  },
});
