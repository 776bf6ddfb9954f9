import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a token with a newline breaks its event where an app formats data: {token} by hand",
  kind: "fix",
  why: `A blank line ends an event (WHATWG HTML 9.2.6), and models write blank lines: the 48th token of this answer is a full stop and two of
    them. Formatted as it stands it ends its own event in the middle, so the reader never gets the line breaks, and what follows one within
    a token is a line that is no field. Nothing breaks off, nobody is told. A data line for each line of the token keeps it, since a reader
    joins them again; so does JSON, which writes a newline as two other characters.`,
  path: ["uvicorn", "mock-llm"],
  scenario: { tokens: 60, gapMs: 75 },
  proofs: ["paced"],
  readers: { reader: { layer: "httpx" } },
  sides: {
    formatted: {
      variants: { uvicorn: "event-data-formatted", httpx: "event-data-text" },
      expect: { shape: "corrupt", text: "different" },
    },
    "line-each": {
      variants: { uvicorn: "event-data-line-each", httpx: "event-data-text" },
      expect: { shape: "streamed", text: "identical" },
    },
    json: {
      variants: { uvicorn: "event-data-json", httpx: "event-data-json" },
      expect: { shape: "streamed", text: "identical" },
    },
  },
});
