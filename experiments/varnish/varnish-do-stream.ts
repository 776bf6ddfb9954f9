import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "with do_stream off, or do_esi on, Varnish holds the whole answer; with neither it streams",
  kind: "fix",
  why: `beresp.do_stream = false makes Varnish fetch the whole object before it delivers the first byte, of a passed POST as of a stored GET.
    beresp.do_esi = true does the same without saying so: an object that is to be parsed for ESI is never streamed (vbf_stp_startfetch),
    whether or not there is a tag in it. Magento's VCL sets it for every Content-Type with "text" in it, which text/event-stream has.`,
  path: ["varnish", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 90 },
  sides: {
    passed: { variants: { varnish: "do-stream-off" }, expect: { shape: "held" } },
    stored: {
      path: ["varnish", "mock-llm"],
      variants: { varnish: "do-stream-off" },
      readers: { reader: { method: "GET" } },
      expect: { shape: "held" },
    },
    esi: { variants: { varnish: "do-esi-text" }, expect: { shape: "held" } },
    fixed: { expect: { shape: "streamed" } },
  },
});
