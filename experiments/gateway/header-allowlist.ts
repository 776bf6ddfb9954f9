import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a gateway that passes known headers only eats X-Accel-Buffering, and nginx holds",
  kind: "fix",
  why: `The app says X-Accel-Buffering: no to whom it answers, and that is the gateway. A relay that copies the headers of a list does not hand it on,
    so nginx in front never sees it and fills its page. Copying all but the headers of one connection cures it, and so does a
    gateway that says it itself.`,
  path: ["nginx", "gateway", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 110, eventBytes: 220 },
  sides: {
    allowlist: {
      variants: { nginx: "http-1.0-buffering-on", gateway: "headers-allowlist", app: "accel-buffering-no" },
      expect: { shape: "held", hops: ["nginx"] },
    },
    "all-passed": {
      variants: { nginx: "http-1.0-buffering-on", gateway: "headers-hop-by-hop", app: "accel-buffering-no" },
      expect: { shape: "streamed" },
    },
    "set-by-the-gateway": {
      variants: { nginx: "http-1.0-buffering-on", gateway: "headers-accel-set", app: "accel-buffering-no" },
      expect: { shape: "streamed" },
    },
  },
});
