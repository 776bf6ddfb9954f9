import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "lighttpd tells a silent model that its reader left with tcp-fin-propagate, or over HTTP/2",
  kind: "fix",
  why: `A reader that closes its connection may have closed one direction only, so lighttpd goes on, and is told by a write that fails:
    while the model thinks there is none. tcp-fin-propagate passes the close on to the model. Over HTTP/2 the stream is reset, which leaves
    no doubt. A model that talks is told by its next tokens. Where the answer is held there is no write, and the model answers for nobody to
    the end.`,
  path: ["lighttpd", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, stalls: [{ beforeToken: 7, ms: 2500 }] },
  readers: { reader: { leave: { afterMs: 900 } } },
  proofs: ["paced"],
  sides: {
    thinking: { expect: { shape: "streamed", end: "left", toldMs: { min: 1500 } } },
    held: {
      variants: { lighttpd: "stream-response-body-0" },
      expect: { shape: "cut", end: "left", tokensForNobody: { min: 9 } },
    },
    talking: {
      scenario: { tokens: 24, stalls: [] },
      expect: { shape: "streamed", end: "left", tokensForNobody: { max: 4 } },
    },
    http2: {
      readers: { reader: { httpVersion: "2" } },
      expect: { shape: "streamed", end: "left", toldMs: { max: 500 } },
    },
    fixed: {
      variants: { lighttpd: "tcp-fin-propagate-on" },
      expect: { shape: "streamed", end: "left", toldMs: { max: 500 } },
    },
  },
});
