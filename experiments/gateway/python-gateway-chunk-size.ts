import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "chunk_size=1024 is filled by httpx, and by requests without chunks; by aiohttp never",
  kind: "fix",
  why: `One number, three meanings. httpx puts its chunks together until they have 1024 bytes, whatever the framing. requests waits for 1024 bytes of a
    body that is not chunked, and hands on each chunk of one that is. For aiohttp it is the most that a read may return. Without a size
    httpx hands on what it reads.`,
  path: ["gateway", "mock-llm"],
  scenario: { tokens: 32, gapMs: 75, eventBytes: 220 },
  sides: {
    httpx: {
      variants: { gateway: "httpx-aiter-raw-1024" },
      expect: { shape: "batched", stepBytes: { min: 800, max: 1300 } },
    },
    "requests-not-chunked": {
      variants: { gateway: "requests-iter-content-1024" },
      scenario: { framing: "close" },
      expect: { shape: "batched", stepBytes: { min: 800, max: 1300 } },
    },
    requests: { variants: { gateway: "requests-iter-content-1024" }, expect: { shape: "streamed" } },
    aiohttp: { variants: { gateway: "aiohttp-iter-chunked-1024" }, expect: { shape: "streamed" } },
    "httpx-no-size": { variants: { gateway: "httpx-aiter-raw" }, expect: { shape: "streamed" } },
  },
});
