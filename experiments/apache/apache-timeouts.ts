import { defineExperiment } from "../../src/model/experiment.ts";

const cut = { shape: "cut", tokens: { min: 8, max: 8 }, endedMs: { min: 1000, max: 2300 } } as const;

export default defineExperiment({
  title: "Apache's ProxyTimeout ends a pause, or a silent start with a 502; a long answer passes",
  kind: "fix",
  why: `ProxyTimeout limits the silence of the app; where it is not set, Timeout does (300 s in Debian's apache2.conf, 60 s without a line).
    Both are 1 s here. A silent start is refused with a 502, not a 504. A pause breaks a chunked answer off; an HTTP/1.0 reader, whose
    answer ends by close, takes the half for a whole. With FastCGI the reader hears of it KeepAliveTimeout (5 s) later. Nothing limits the
    whole: three seconds of tokens arrive, and a heartbeat from a timer saves the pause.`,
  path: ["apache", "app", "mock-llm"],
  scenario: { tokens: 16, gapMs: 75, stalls: [{ beforeToken: 9, ms: 2000 }] },
  proofs: ["paced"],
  sides: {
    pause: { variants: { apache: "proxy-timeout-1s", app: "heartbeat-off" }, expect: { ...cut, end: "cut" } },
    "core-timeout": { variants: { apache: "timeout-1s", app: "heartbeat-off" }, expect: { ...cut, end: "cut" } },
    "silent-start": {
      variants: { apache: "proxy-timeout-1s", app: "headers-unflushed" },
      scenario: { ttftMs: 2000, stalls: [] },
      expect: { shape: "refused", status: 502, logs: { apache: "timeout specified has expired" } },
    },
    "pause-http10": {
      variants: { apache: "proxy-timeout-1s", app: "heartbeat-off" },
      readers: { reader: { httpVersion: "1.0" } },
      expect: { ...cut, end: "silent" },
    },
    "pause-fcgi": {
      path: ["apache", "php-fpm", "mock-llm"],
      variants: { apache: "fcgi-flushpackets-on-proxy-timeout-1s" },
      expect: { shape: "cut", end: "cut", tokens: { min: 8, max: 8 }, endedMs: { min: 5000, max: 9000 } },
    },
    "long-answer": {
      variants: { apache: "proxy-timeout-1s", app: "heartbeat-off" },
      scenario: { tokens: 30, gapMs: 110, stalls: [] },
      expect: { shape: "streamed", endedMs: { min: 3000 } },
    },
    heartbeat: { variants: { apache: "proxy-timeout-1s", app: "heartbeat-timer" }, expect: { shape: "streamed" } },
  },
});
