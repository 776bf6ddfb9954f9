import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "gunicorn 25.0.0's asgi worker: every token in pace, and an answer that never ends",
  kind: "version",
  why: `25.0.0 sends a stream without a length with neither chunks nor Connection: close, and keeps the connection for the next request.
    So nothing says where the body ends: the reader has every token and the end marker, and waits on until its own time is up. 25.0.1 sends
    chunks. A reader of HTTP/1.0 was safe: there the end of the connection is the end of the answer.`,
  changed: [{ in: "25.0.1", source: "https://github.com/benoitc/gunicorn/releases/tag/25.0.1" }],
  path: ["gunicorn", "mock-llm"],
  scenario: { tokens: 16, gapMs: 80 },
  proofs: ["paced"],
  readers: { reader: { patienceMs: 3500 } },
  sides: {
    "25.0.0": {
      versions: { gunicorn: "25.0.0" },
      variants: { gunicorn: "worker-class-asgi" },
      expect: { shape: "streamed", end: "open", tokens: { min: 16 }, endedMs: { min: 3300 } },
    },
    "25.0.0-http-1.0": {
      versions: { gunicorn: "25.0.0" },
      variants: { gunicorn: "worker-class-asgi" },
      readers: { reader: { httpVersion: "1.0" } },
      expect: { shape: "streamed", end: "clean", endedMs: { max: 2500 } },
    },
    "25.0.1": {
      versions: { gunicorn: "25.0.1" },
      variants: { gunicorn: "worker-class-asgi" },
      expect: { shape: "streamed", end: "clean", endedMs: { max: 2500 } },
    },
    "27.0.1": {
      variants: { gunicorn: "worker-class-asgi" },
      expect: { shape: "streamed", end: "clean", endedMs: { max: 2500 } },
    },
  },
});
