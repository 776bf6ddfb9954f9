import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "mitmproxy holds what it decrypts, and streams the same answer as a CONNECT tunnel",
  kind: "fix",
  why: `An app behind a company's proxy asks it for a CONNECT to an https origin. A proxy that inspects answers with a certificate of its own, decrypts, and
    puts the whole answer together. For a host on its list of exceptions (ignore_hosts) it passes bytes that it cannot read, and has
    nothing to wait for.`,
  path: ["gateway", "mitmproxy", "nginx", "mock-llm"],
  scenario: { tokens: 24, gapMs: 75, eventBytes: 220 },
  sides: {
    intercepted: {
      variants: { gateway: "httpx-proxy", mitmproxy: "intercept", nginx: "tls-buffering-off" },
      expect: { shape: "held" },
    },
    tunnel: {
      variants: { gateway: "httpx-proxy", mitmproxy: "intercept-ignore-hosts", nginx: "tls-buffering-off" },
      expect: { shape: "streamed" },
    },
  },
});
