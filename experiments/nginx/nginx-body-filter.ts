import { defineExperiment } from "../../src/model/experiment.ts";

export default defineExperiment({
  title: "a body filter that passes all on makes nginx send steps of 1460 bytes; reading alone, none",
  kind: "fix",
  why: `A chunked answer streams through nginx, buffering on, because each buffer bears a mark (recycled) that the last filter takes for
    a flush. njs's sendBuffer and Lua's assignment to ngx.arg[1] put new buffers in place, without the mark, and so nginx waits for
    postpone_output (1460 bytes) before it writes. Lua that reads ngx.arg[1] leaves the buffers alone. postpone_output 0, a placebo where nginx's
    own buffer holds, cures this one; so does proxy_buffering off, whose flush njs hands on.`,
  path: ["nginx", "app", "mock-llm"],
  scenario: { tokens: 24, gapMs: 80, eventBytes: 220 },
  sides: {
    js: {
      versions: { nginx: "modules-1.26.3" },
      variants: { nginx: "js-body-filter" },
      expect: { shape: "batched", stepBytes: { min: 1300, max: 1700 } },
    },
    "lua-assigns": {
      versions: { nginx: "modules-1.26.3" },
      variants: { nginx: "lua-body-filter-assigns" },
      expect: { shape: "batched", stepBytes: { min: 1300, max: 1700 } },
    },
    "lua-reads": {
      versions: { nginx: "modules-1.26.3" },
      variants: { nginx: "lua-body-filter-reads" },
      expect: { shape: "streamed" },
    },
    "no-filter": {
      versions: { nginx: "modules-1.26.3" },
      variants: { nginx: "http-1.1-buffering-on" },
      expect: { shape: "streamed" },
    },
    "js-postpone-0": {
      versions: { nginx: "modules-1.26.3" },
      variants: { nginx: "js-body-filter-postpone-output-0" },
      expect: { shape: "streamed" },
    },
    "lua-postpone-0": {
      versions: { nginx: "modules-1.26.3" },
      variants: { nginx: "lua-body-filter-assigns-postpone-output-0" },
      expect: { shape: "streamed" },
    },
    "js-buffering-off": {
      versions: { nginx: "modules-1.26.3" },
      variants: { nginx: "js-body-filter-buffering-off" },
      expect: { shape: "streamed" },
    },
  },
});
