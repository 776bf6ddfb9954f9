import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "asking with HTTP/1.1 is enough for nginx to stream what the app chunks, buffering on",
  kind: "fix",
  why: `Asked with HTTP/1.1 the app answers chunked, and nginx's chunked parser says after each chunk that enough is there: the buffer goes
    on although it is not full. So the version alone is a fix on cleartext, and no required extra: with buffering off an answer over
    HTTP/1.0 streams too, and its head is with the reader before the model has sent its first token.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 16, ttftMs: 400, gapMs: 100, eventBytes: 220 },
  sides: {
    broken: { variants: { nginx: "http-1.0-buffering-on" }, expect: { shape: "held", headers: "with-token" } },
    fixed: { variants: { nginx: "http-1.1-buffering-on" }, expect: { shape: "streamed", headers: "with-token" } },
    "buffering-off": {
      variants: { nginx: "http-1.0-buffering-off" },
      expect: { shape: "streamed", headers: "before-token" },
    },
  },
});
