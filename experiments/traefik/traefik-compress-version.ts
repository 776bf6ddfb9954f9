import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Traefik's compress holds the first kilobyte of a brotli stream in 3.3.4, nothing in 3.3.5",
  kind: "version",
  why: `The same file on three versions. Before 3.3.5 a flush is ignored until minResponseBodyBytes (1024) have come, because only then it
    is decided whether to compress: five events of 220 bytes arrive together with the head, the rest in pace. 3.3.5 takes the first flush
    as the decision (#11583). The head still waits for the first token: 300 ms here.`,
  changed: [{ in: "3.3.5", source: "https://github.com/traefik/traefik/pull/11583" }],
  path: ["traefik", "mock-llm"],
  scenario: { tokens: 20, gapMs: 90, ttftMs: 300, eventBytes: 220 },
  readers: { reader: { method: "GET", headers: { "accept-encoding": "br" } } },
  sides: {
    "3.3.4": {
      variants: { traefik: "compress-on" },
      versions: { traefik: "3.3.4" },
      expect: {
        shape: "delayed",
        headers: "with-token",
        contentEncoding: "br",
        lockstep: "let-go",
        holdBytes: { min: 900, max: 1100 },
      },
    },
    "3.3.5": {
      variants: { traefik: "compress-on" },
      versions: { traefik: "3.3.5" },
      expect: { shape: "streamed", headers: "with-token", contentEncoding: "br" },
    },
    "3.7.15": {
      variants: { traefik: "compress-on" },
      expect: { shape: "streamed", headers: "with-token", contentEncoding: "br" },
    },
  },
});
