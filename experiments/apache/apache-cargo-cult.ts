import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "no-gzip, proxy-sendchunked and X-Accel-Buffering free nothing of what Apache holds",
  kind: "placebo",
  why: `Guides for streams behind Apache set these three. mod_deflate holds nothing by itself, proxy-sendchunked is about the request's
    body, and X-Accel-Buffering is nginx's: all three together leave what PHP-FPM has sent where it is. In front of an app that speaks HTTP
    they are not needed (apache-default). flushpackets=on, which is for FastCGI, frees it.`,
  path: ["apache", "php-fpm", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75 },
  sides: {
    without: { variants: { apache: "fcgi-flushpackets-off" }, expect: { shape: "held" } },
    with: {
      variants: { apache: "fcgi-no-gzip-sendchunked-accel" },
      expect: { shape: "held", responseHeaders: { "x-accel-buffering": "no" } },
    },
    "flushpackets-on": { variants: { apache: "fcgi-flushpackets-on" }, expect: { shape: "streamed" } },
  },
});
