import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a space as heartbeat saves the stream and loses the next token; lines of JSON bear it",
  kind: "fix",
  why: `The article's keep-alive is yield " ". Its bytes do keep the proxy's idle limit away (heartbeat shows the cut without any). In
    an event stream they stand before the next line, which then begins with two spaces: its field is called "  data", and a reader must
    ignore a field that it does not know (WHATWG HTML 9.2.6). One token is gone, the answer ends cleanly, nobody is told. A comment line
    is ignored by itself; and before a JSON document white space means nothing (RFC 8259 2).`,
  path: ["nginx", "uvicorn", "mock-llm"],
  scenario: { tokens: 12, gapMs: 75, stalls: [{ beforeToken: 7, ms: 1500 }] },
  proofs: ["paced"],
  sides: {
    space: {
      variants: { nginx: "read-timeout-1s", uvicorn: "relay-heartbeat-space" },
      expect: { shape: "corrupt", end: "clean", tokens: { min: 11, max: 11 }, text: "different" },
    },
    comment: {
      variants: { nginx: "read-timeout-1s", uvicorn: "relay-heartbeat-comment" },
      expect: { shape: "streamed", text: "identical" },
    },
    "space-ndjson": {
      scenario: { format: "ndjson" },
      variants: { nginx: "read-timeout-1s", uvicorn: "relay-heartbeat-space" },
      expect: { shape: "streamed", text: "identical" },
    },
  },
});
