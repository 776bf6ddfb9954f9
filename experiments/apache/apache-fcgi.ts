import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Apache in front of PHP-FPM holds what the page flushes, until flushpackets is on",
  kind: "fix",
  why: `The page flushes each piece, and PHP-FPM sends it as a record of its own. mod_proxy_fcgi passes the record on without a flush, so
    Apache's last filter waits for 4096 bytes, or for the end: a short answer is held, a long one comes in steps of 4 KB. Behind mod_deflate
    the same answer is held to its end. Events of 4096 bytes and more stream, which is why some pages pad theirs. flushpackets=on flushes
    after each record, and mod_deflate with it; auto first waits 10 ms for a further one (flushwait). PHP's output_buffering is off on every
    side.`,
  path: ["apache", "php-fpm", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75 },
  sides: {
    broken: { variants: { apache: "fcgi-flushpackets-off" }, expect: { shape: "held" } },
    long: {
      variants: { apache: "fcgi-flushpackets-off" },
      scenario: { tokens: 80, gapMs: 25, eventBytes: 220 },
      expect: { shape: "batched", stepBytes: { min: 3500, max: 4400 } },
    },
    deflate: {
      variants: { apache: "fcgi-flushpackets-off-deflate-on" },
      readers: { reader: { headers: { "accept-encoding": "gzip" } } },
      scenario: { tokens: 80, gapMs: 25, eventBytes: 220 },
      expect: { shape: "held" },
    },
    padded: {
      variants: { apache: "fcgi-flushpackets-off" },
      scenario: { eventBytes: 4200 },
      expect: { shape: "streamed" },
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
