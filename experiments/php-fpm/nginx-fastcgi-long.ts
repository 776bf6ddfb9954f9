import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "PHP's output buffer and nginx's page each turn a long answer into steps of 4 KB",
  kind: "fix",
  why: `output_buffering = 4096 lets go when a write takes it over 4096 bytes, so its step is the events up to there. nginx's step is a page
    of 4096 bytes in which FastCGI's record headers and padding take up to 15 bytes an event, so fewer bytes of the answer.`,
  path: ["nginx", "php-fpm", "mock-llm"],
  scenario: { tokens: 100, gapMs: 20, eventBytes: 220 },
  sides: {
    php: {
      variants: { nginx: "fastcgi-buffering-off", "php-fpm": "output-buffering-4096" },
      expect: { shape: "batched", stepBytes: { min: 3900, max: 4450 } },
    },
    nginx: {
      variants: { nginx: "fastcgi-buffering-on", "php-fpm": "output-buffering-off" },
      expect: { shape: "batched", stepBytes: { min: 3500, max: 4300 } },
    },
    fixed: {
      variants: { nginx: "fastcgi-buffering-off", "php-fpm": "output-buffering-off" },
      expect: { shape: "streamed" },
    },
  },
});
