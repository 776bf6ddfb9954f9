import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "HAProxy tells a silent model that its reader left only with abortonclose, or over HTTP/2",
  kind: "fix",
  why: `A reader that closes its connection may have closed one direction only. HAProxy 3.0 asks no more: it tells the model when its next
    write to the reader fails, and while the model thinks there is none. With option abortonclose (the default from 3.3 on) the end of the
    request's side counts as leaving. Over HTTP/2 the reader resets its stream, which leaves no doubt. A model that talks is told by its next
    tokens.`,
  path: ["haproxy", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, stalls: [{ beforeToken: 7, ms: 2500 }] },
  readers: { reader: { leave: { afterToken: 6 } } },
  proofs: ["paced"],
  sides: {
    thinking: {
      variants: { haproxy: "http-no-delay-on" },
      expect: { shape: "streamed", end: "left", toldMs: { min: 1500 } },
    },
    abortonclose: {
      variants: { haproxy: "abortonclose-on" },
      expect: { shape: "streamed", end: "left", toldMs: { max: 500 } },
    },
    http2: {
      variants: { haproxy: "http-no-delay-on" },
      readers: { reader: { httpVersion: "2" } },
      expect: { shape: "streamed", end: "left", toldMs: { max: 500 } },
    },
    talking: {
      variants: { haproxy: "http-no-delay-on" },
      scenario: { stalls: [] },
      expect: { shape: "streamed", end: "left", tokensForNobody: { max: 4 } },
    },
  },
});
