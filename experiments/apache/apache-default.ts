import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "Apache with Debian's defaults streams, over HTTP/2 and TLS too, and so does mod_deflate",
  kind: "innocent",
  why: `mod_proxy_http reads without waiting, and when nothing more is there it sends a flush down the filters before it waits. Each
    filter heeds it: mod_deflate and mod_brotli close their block, TLS and HTTP/2 write. In lockstep each token arrives before the next one
    is sent. Debian has mod_deflate on for text/plain as it is installed (default-types), for text/event-stream not.`,
  path: ["apache", "mock-llm"],
  sides: {
    without: { expect: { shape: "streamed", contentEncoding: null } },
    with: {
      variants: { apache: "deflate-on" },
      readers: { reader: { headers: { "accept-encoding": "gzip" } } },
      expect: { shape: "streamed", contentEncoding: "gzip" },
    },
    "default-types": {
      scenario: { format: "text" },
      readers: { reader: { headers: { "accept-encoding": "gzip" } } },
      expect: { shape: "streamed", contentEncoding: "gzip" },
    },
    brotli: {
      variants: { apache: "brotli-on" },
      readers: { reader: { headers: { "accept-encoding": "br" } } },
      expect: { shape: "streamed", contentEncoding: "br" },
    },
    "tls-http2": {
      variants: { apache: "defaults-tls" },
      readers: { reader: { scheme: "https", httpVersion: "2" } },
      expect: { shape: "streamed" },
    },
    http10: { readers: { reader: { httpVersion: "1.0" } }, expect: { shape: "streamed" } },
  },
});
