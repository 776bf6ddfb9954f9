import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a forgotten flush leaves bytes in the program's buffer; a corked kernel keeps them 0.2 s",
  kind: "fix",
  why: `The same program on Python's own http.server, which writes each token. Where its wfile is a buffered file object
    (wbufsize 8192) the tokens stay in the process until somebody calls flush, and TCP_NODELAY changes nothing, because it begins after the
    write. Where it is not (wbufsize 0, the default) nobody has to flush: what write has handed to the kernel is on its way, though Nagle's
    algorithm is on. Only TCP_CORK asks the kernel to wait for a full packet, and Linux does so for 200 ms at most: the tokens of that time leave
    together, and no flush would help them.`,
  path: ["http-server", "mock-llm"],
  scenario: { tokens: 16, gapMs: 110, eventBytes: 220 },
  sides: {
    broken: { variants: { "http-server": "wbufsize-8192" }, expect: { shape: "held" } },
    nodelay: { variants: { "http-server": "wbufsize-8192-nodelay" }, expect: { shape: "held" } },
    flush: { variants: { "http-server": "wbufsize-8192-flush" }, expect: { shape: "streamed" } },
    unbuffered: { variants: { "http-server": "wbufsize-0" }, expect: { shape: "streamed" } },
    cork: {
      variants: { "http-server": "wbufsize-0-cork" },
      scenario: { gapMs: 140 },
      expect: { shape: "batched", tokensPerBatch: { min: 2, max: 2 }, ttftMs: { min: 190, max: 400 } },
    },
  },
});
