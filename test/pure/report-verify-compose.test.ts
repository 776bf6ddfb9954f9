import { expect, test } from "vitest";
import type { Hop } from "../../src/model/hop.ts";
import { renderVerifyAs } from "../../src/report/verify/index.ts";
import type { VerifyFormat } from "../../src/report/verify/index.ts";
import { STACK_RULES } from "../../src/verify/compose/report.ts";
import { document, finding, hold, location } from "./verify-documents.ts";

const steps = (count: number, atMs = 0): Hop["in"] =>
  Array.from({ length: count }, (_, index) => [(atMs + index * 110) * 1e6, 218, 1]);
const hop = (more: Partial<Hop>): Hop => ({
  ...{ hop: "web", in: steps(16), out: steps(16), waitMs: { p50: 0.2, p99: 0.4, max: 0.4 }, steps: 16, stepBytes: 218 },
  ...{ basis: "events", verdict: "passes", why: "at-once", whyBytes: null, sideCalls: [] },
  ...more,
});

const at = { file: "compose.yaml", listen: "80", asks: "1.1", location: "/chat", example: "/chat", cells: 2 } as const;
const STACK = document({
  ...{ product: "compose", version: "2.26.1", file: "compose.yaml", exit: 1 },
  assumed: ["api: OPENAI_BASE_URL=http://lab-model:8080/v1 OPENAI_API_KEY=lab", "empty volumes of this run: history"],
  locations: [
    location({
      ...{ ...at, server: "web", line: 3, verdict: "holds" },
      holds: [hold({ origin: "model", listen: "80", bytes: null, toTheEnd: true })],
      findings: [
        finding({
          ...{ rule: "compose/holds", file: "compose.yaml", line: 3, text: "web:", cures: [], experiment: "" },
          message: "web holds the answer: it came to it in 16 steps, and left in 1; asked at api:3000 it streams",
          seen: "holds all of the answer",
          next: "./lab verify nginx.conf --image nginx:1.30",
        }),
      ],
      hops: {
        reader: "reader",
        hops: [
          hop({
            out: steps(1, 1_650),
            waitMs: { p50: 827, p99: 1_640, max: 1_640 },
            verdict: "holds",
            why: "to-the-end",
          }),
          hop({ hop: "api" }),
        ],
        origin: { name: "mock-llm", steps: 16, spanMs: 1_650 },
      },
    }),
    location({ ...at, server: "api", listen: "3000", line: 9 }),
  ],
});
const as = (format: VerifyFormat): string =>
  renderVerifyAs(format, STACK, { page: { width: 100, colour: false }, rules: STACK_RULES });

test("a person reads who holds, hop by hop, and where it streams", () => {
  expect(as("text")).toMatchInlineSnapshot(`
    "compose.yaml   compose 2.26.1   2 servers, 2 locations
      put in    api: OPENAI_BASE_URL=http://lab-model:8080/v1 OPENAI_API_KEY=lab
      put in    empty volumes of this run: history
      :80 web
        /chat  holds all  of what the model sends; 2 requests
               hop        web in 16 steps, out 1 step at 1.65 s   holds 827 ms (max 1.64 s), 3.4 KB
               hop        api in 16 steps, out 16 steps   passes (0.2 ms)
               hop        mock-llm sent it in 16 steps in 1.65 s
               why        line 3, web: web holds the answer: it came to it in 16 steps, and left in 1;
                          asked at api:3000 it streams
               next       ./lab verify nginx.conf --image nginx:1.30
      :3000 api
        /chat  streams    2 requests
      2 locations: 1 streams, 1 holds   exit 1"
  `);
});

test.for(["sarif", "junit", "github", "markdown", "json"] as const)(
  "%s has the rule, its line and its service",
  (format) => {
    const text = as(format);
    expect(text).toContain("compose/holds");
    expect(text).toContain("web holds the answer: it came to it in 16 steps");
    expect(text).toContain("./lab verify nginx.conf --image nginx:1.30");
    expect(text).toMatch(/(?:line"?[=:]|startLine":|compose\.yaml:|line ) ?"?3\b/);
  },
);
