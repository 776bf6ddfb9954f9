import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Squid's read_timeout ends a silent start or a pause; a timer's heartbeat saves the pause",
  kind: "fix",
  why: `read_timeout (15 minutes by default, 1 s here) limits the silence between two reads of the origin. Before the response head the
    reader gets a 504, after it the stream breaks off. A heartbeat from a timer of the app is read, and moves the limit. Squid looks once a
    second, so it ends up to a second and a half later. Nothing but client_lifetime (a day) limits the whole.`,
  path: ["squid", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, stalls: [{ beforeToken: 9, ms: 4000 }] },
  proofs: ["paced"],
  sides: {
    pause: {
      variants: { squid: "read-timeout-1s", app: "heartbeat-off" },
      expect: { shape: "cut", end: "cut", tokens: { min: 8, max: 8 }, endedMs: { min: 1000, max: 3900 } },
    },
    heartbeat: { variants: { squid: "read-timeout-1s", app: "heartbeat-timer" }, expect: { shape: "streamed" } },
    "silent-no-head": {
      variants: { squid: "read-timeout-1s" },
      scenario: { ttftMs: 4000, stalls: [], headersAt: "first-token" },
      expect: { shape: "refused", status: 504 },
    },
  },
});
