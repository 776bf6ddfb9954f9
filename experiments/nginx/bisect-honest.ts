import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "entered hop by hop, nginx, Envoy and Starlette are each blamed rightly if asked alike",
  kind: "fix",
  why: `A reader enters at each hop, all with the same request: HTTP/1.1, what a browser accepts, no TLS. nginx asks Envoy, and Envoy the app,
    in the same words, so a hop does to its own reader what it does in the path. The innermost entry that is held names the hop; packets,
    stamped before and behind each hop, name the same one. (Of Starlette 0.45.3 GZipMiddleware holds, of 1.10.0 it does not.)`,
  path: ["nginx", "envoy", "uvicorn", "mock-llm"],
  scenario: { tokens: 16, gapMs: 100, eventBytes: 220 },
  readers: {
    "at-uvicorn": { at: "uvicorn", headers: { "accept-encoding": "gzip, deflate, br, zstd" } },
    "at-envoy": { at: "envoy", headers: { "accept-encoding": "gzip, deflate, br, zstd" } },
    "at-nginx": { headers: { "accept-encoding": "gzip, deflate, br, zstd" } },
  },
  proofs: ["paced"],
  sides: {
    "nginx-holds": {
      variants: { nginx: "gzip-buffering-on", envoy: "defaults", uvicorn: "gzip-middleware-on" },
      expect: { shape: "streamed", readers: { "at-nginx": { shape: "held" } }, hops: ["nginx"] },
    },
    "envoy-holds": {
      variants: { nginx: "gzip-buffering-off", envoy: "compressor-zstd", uvicorn: "gzip-middleware-on" },
      expect: { shape: "held", readers: { "at-uvicorn": { shape: "streamed" } }, hops: ["envoy"] },
    },
    "starlette-holds": {
      versions: { uvicorn: "starlette-0.45.3" },
      variants: { nginx: "gzip-buffering-off", envoy: "defaults", uvicorn: "gzip-middleware-on" },
      expect: { shape: "held", hops: ["uvicorn"] },
    },
    "nobody-holds": {
      variants: { nginx: "gzip-buffering-off", envoy: "defaults", uvicorn: "gzip-middleware-on" },
      expect: { shape: "streamed" },
    },
  },
});
