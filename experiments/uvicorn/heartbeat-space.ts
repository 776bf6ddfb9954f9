import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a space as heartbeat never runs as written; with a clock it costs an event stream a token",
  kind: "fix",
  why: `The article's stream is plain text: it yields the text, sets the time of the last token, and then asks whether that was 15 s ago (half a
    second here). It never was, so the line cannot run, and nginx cuts the silence as it does without any. With a clock of its own the
    space does keep the idle limit away. In plain text all words arrive, in an answer of some bytes more than the 480 that were sent. In an
    event stream it stands before the next line, whose field is then called "  data", and a reader must ignore a field that it does not
    know (WHATWG HTML 9.2.6): one token is gone, the answer ends cleanly, nobody is told. A comment line is ignored by itself; and before
    a JSON document white space means nothing (RFC 8259 2).`,
  path: ["nginx", "uvicorn", "mock-llm"],
  scenario: { tokens: 12, gapMs: 75, stalls: [{ beforeToken: 7, ms: 1500 }] },
  proofs: ["paced"],
  sides: {
    "as-written": {
      scenario: { format: "text", eventBytes: 40 },
      variants: { nginx: "read-timeout-1s", uvicorn: "relay-heartbeat-space-in-loop" },
      expect: { shape: "cut", end: "cut", tokens: { min: 6, max: 6 } },
    },
    "clock-text": {
      scenario: { format: "text", eventBytes: 40 },
      variants: { nginx: "read-timeout-1s", uvicorn: "relay-heartbeat-space" },
      expect: { shape: "streamed", tokens: { min: 12 }, bodyBytes: { min: 481, max: 485 } },
    },
    "clock-sse": {
      variants: { nginx: "read-timeout-1s", uvicorn: "relay-heartbeat-space" },
      expect: { shape: "corrupt", end: "clean", tokens: { min: 11, max: 11 }, text: "different" },
    },
    comment: {
      variants: { nginx: "read-timeout-1s", uvicorn: "relay-heartbeat-comment" },
      expect: { shape: "streamed", text: "identical" },
    },
    "clock-ndjson": {
      scenario: { format: "ndjson" },
      variants: { nginx: "read-timeout-1s", uvicorn: "relay-heartbeat-space" },
      expect: { shape: "streamed", text: "identical" },
    },
  },
});
