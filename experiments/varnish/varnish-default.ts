import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Varnish with nothing set streams: what it passes, what it stores, over HTTP/2, and piped",
  kind: "innocent",
  why: `Varnish hands each read of the backend to whoever waits for the object (beresp.do_stream is true), and writes it out before it waits
    for the next one. A POST is passed by the builtin VCL, a GET without Cache-Control is stored while it streams; neither has to fill
    a buffer first, as lockstep shows. A pipe copies bytes. Varnish has no TLS of its own: something in front of it does that.`,
  path: ["varnish", "app", "mock-llm"],
  sides: {
    without: { path: ["app", "mock-llm"], expect: { shape: "streamed" } },
    passed: { expect: { shape: "streamed" } },
    stored: {
      path: ["varnish", "mock-llm"],
      readers: { reader: { method: "GET" } },
      expect: { shape: "streamed" },
    },
    http2: { readers: { reader: { httpVersion: "2" } }, expect: { shape: "streamed" } },
    piped: { variants: { varnish: "pipe" }, expect: { shape: "streamed" } },
  },
});
