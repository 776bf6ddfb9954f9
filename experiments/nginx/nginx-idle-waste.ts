import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "nginx's idle cut loses what it had buffered, and the model may run on for nobody",
  kind: "fix",
  why: `When proxy_read_timeout fires, nginx closes both connections. What waits in a buffer that is not full is thrown away: the reader
    never sees tokens that came long before. The reader gets an abrupt end. The model stops only if the app passes its reader's
    end on; an app without disconnect handling reads the whole answer and throws it away.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, stalls: [{ beforeToken: 9, ms: 2000 }] },
  proofs: ["paced"],
  sides: {
    "buffering-on": {
      variants: { nginx: "read-timeout-1s-buffering-on", app: "heartbeat-off" },
      expect: { shape: "cut", end: "cut", tokens: { max: 0 }, tokensForNobody: { max: 0 } },
    },
    "buffering-off": {
      variants: { nginx: "read-timeout-1s-buffering-off", app: "heartbeat-off" },
      expect: { shape: "cut", end: "cut", tokens: { min: 8, max: 8 }, tokensForNobody: { max: 0 } },
    },
    "app-reads-on": {
      variants: { nginx: "read-timeout-1s-buffering-off", app: "reader-left-ignored" },
      expect: { shape: "cut", end: "cut", tokens: { min: 8, max: 8 }, tokensForNobody: { min: 8, max: 8 } },
    },
  },
});
