import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Apache in front of PHP-FPM holds what the page flushes, until flushpackets is on",
  kind: "fix",
  why: `mod_proxy_fcgi passes a record on without a flush, so Apache's output filter keeps what is less than 4 KB.`,
  path: ["apache", "php-fpm", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75 },
  sides: {
    broken: { variants: { apache: "fcgi-flushpackets-off" }, expect: { shape: "held" } },
    long: {
      variants: { apache: "fcgi-flushpackets-off" },
      scenario: { tokens: 80, gapMs: 25, eventBytes: 220 },
      expect: { shape: "batched" },
    },
    deflate: {
      variants: { apache: "fcgi-flushpackets-off-deflate-on" },
      readers: { reader: { headers: { "accept-encoding": "gzip" } } },
      scenario: { tokens: 80, gapMs: 25, eventBytes: 220 },
      expect: { shape: "held" },
    },
    auto: { variants: { apache: "fcgi-flushpackets-auto" }, expect: { shape: "streamed" } },
    "fixed-deflate": {
      variants: { apache: "fcgi-flushpackets-on-deflate-on" },
      readers: { reader: { headers: { "accept-encoding": "gzip" } } },
      expect: { shape: "streamed", contentEncoding: "gzip" },
    },
    fixed: { variants: { apache: "fcgi-flushpackets-on" }, expect: { shape: "streamed" } },
  },
});
