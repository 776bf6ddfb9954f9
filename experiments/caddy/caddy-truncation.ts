import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Caddy 2.6.2 gives a crashed generation a proper end; 2.11.7 breaks the answer off",
  kind: "version",
  why: `The model server dies after half of its chunked answer. Both versions know, and log "aborting with incomplete response"; 2.6.2
    then returns from the handler as if all were well, and net/http writes the last chunk. From 2.7.6 on it panics with ErrAbortHandler
    (#5952), which closes the connection. Without Caddy the same crash reaches the reader as one. Debian's build and the wheel both
    pass whole answers (caddy-encode-version); what differs here is one statement of the source.`,
  changed: [{ in: "2.7.6", source: "https://github.com/caddyserver/caddy/pull/5952" }],
  path: ["caddy", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, cut: { afterToken: 8, how: "close" } },
  proofs: ["paced"],
  sides: {
    "2.6.2": {
      expect: {
        shape: "cut",
        end: "silent",
        status: 200,
        tokens: { min: 8, max: 8 },
        logs: { caddy: "aborting with incomplete response.*unexpected EOF" },
      },
    },
    "2.11.7": {
      versions: { caddy: "2.11.7" },
      expect: { shape: "cut", end: "cut", status: 200, tokens: { min: 8, max: 8 } },
    },
    without: { path: ["mock-llm"], expect: { shape: "cut", end: "cut", status: 200, tokens: { min: 8, max: 8 } } },
  },
});
