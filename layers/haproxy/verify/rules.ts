import type { Rule } from "../../../src/verify/product.ts";

/** What can be found in a config of HAProxy's. */
export const rules: readonly Rule[] = [
  {
    id: "haproxy/holds",
    fault: "holds",
    help:
      "Over HTTP/1.1 HAProxy tells the kernel that more is to come, so that it keeps what it has for up to 200 ms: " +
      "`option http-no-delay` in the frontend or the backend.",
    by: "proxy",
    experiment: "haproxy-msg-more",
  },
  {
    id: "haproxy/idle-limit",
    fault: "cuts",
    help: "`timeout server` ends an answer in which the model is silent for longer: raise it, or send heartbeats from the app.",
    by: "proxy",
    experiment: "haproxy-timeouts",
  },
  {
    id: "haproxy/headers-limit",
    fault: "cuts",
    help: "`timeout server` counts the wait for the answer's head, too: a late one is a 504. Raise it, or send the head at once.",
    by: "proxy",
    experiment: "haproxy-timeouts",
  },
  {
    id: "haproxy/repeats",
    fault: "repeats",
    help: "`retry-on` beyond failed connections asks the model again for the same answer: leave it out for this backend.",
    by: "proxy",
    experiment: "envoy-retry",
  },
];
