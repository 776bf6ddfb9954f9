import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Squid with nothing set streams a POST and a GET, to an HTTP/1.0 reader, too",
  kind: "innocent",
  why: `Squid writes to the reader what a read of the origin brings, whether the answer could be stored or not: in lockstep each token
    arrives before the next one is sent. read_ahead_gap (16 KB) is where it stops reading for a slow reader, not what it waits for.`,
  path: ["squid", "app", "mock-llm"],
  sides: {
    without: { path: ["app", "mock-llm"], expect: { shape: "streamed" } },
    post: { expect: { shape: "streamed" } },
    get: { path: ["squid", "mock-llm"], readers: { reader: { method: "GET" } }, expect: { shape: "streamed" } },
    http10: { readers: { reader: { httpVersion: "1.0" } }, expect: { shape: "streamed" } },
  },
});
