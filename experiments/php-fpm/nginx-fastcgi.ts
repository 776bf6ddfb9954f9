import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "PHP's output_buffering and nginx's fastcgi_buffering: curing one of them shows nothing",
  kind: "fix",
  why: `The page flushes after each piece, but PHP's flush() does not empty output_buffering (4096 bytes in the php.ini that PHP ships), and
    nginx fills a page of 4096 bytes, because FastCGI does not say how much is to come. Each alone holds a short answer to its end;
    only with both off does it stream.`,
  path: ["nginx", "php-fpm", "mock-llm"],
  scenario: { tokens: 14, gapMs: 120, eventBytes: 210 },
  sides: {
    broken: {
      variants: { nginx: "fastcgi-buffering-on", "php-fpm": "output-buffering-4096" },
      expect: { shape: "held" },
    },
    "nginx-cured": {
      variants: { nginx: "fastcgi-buffering-off", "php-fpm": "output-buffering-4096" },
      expect: { shape: "held" },
    },
    "php-cured": {
      variants: { nginx: "fastcgi-buffering-on", "php-fpm": "output-buffering-off" },
      expect: { shape: "held" },
    },
    fixed: {
      variants: { nginx: "fastcgi-buffering-off", "php-fpm": "output-buffering-off" },
      expect: { shape: "streamed" },
    },
  },
});
