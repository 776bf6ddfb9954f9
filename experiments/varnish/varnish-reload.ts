import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "after varnishreload the running stream keeps the old VCL; the next reader gets the new one",
  kind: "fix",
  why: `varnishreload compiles the file beside the VCL that is in use, and then uses it. The first reader's request began with do_stream off,
    and is held to its end; the second reader asks after the reload, of the same process, and streams.`,
  path: ["varnish", "app", "mock-llm"],
  // the late one comes long after the new VCL can have been compiled, on a slow machine too
  scenario: { tokens: 24, gapMs: 200 },
  readers: { early: {}, late: { startMs: 4500, scenario: { tokens: 16, gapMs: 75 } } },
  proofs: ["paced"],
  sides: {
    "do-stream-off": { variants: { varnish: "do-stream-off" }, expect: { shape: "held" } },
    reloaded: {
      variants: { varnish: "do-stream-off" },
      acts: [
        {
          at: { token: 1 },
          do: "exec",
          command: ["/usr/share/varnish/varnishreload", "-n", "/varnish", "/variants/defaults.vcl"],
          layer: "varnish",
        },
      ],
      expect: { readers: { early: { shape: "held" }, late: { shape: "streamed" } } },
    },
    "do-stream-on": { expect: { shape: "streamed" } },
  },
});
