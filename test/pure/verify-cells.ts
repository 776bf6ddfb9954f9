import type { Cell, Seen } from "../../src/verify/cell.ts";
import type { PlanContext } from "../../src/verify/plan.ts";
import type { Edit, Product } from "../../src/verify/product.ts";
import type { Place, Route } from "../../src/verify/route.ts";

export const place = (line: number, text = ""): Place => ({ file: "toy.conf", line, text });

/** A route of the toy product, by what differs. */
export function route(more: Partial<Route> = {}): Route {
  return {
    ...{ id: "toy /", host: null, location: "/", at: place(1, "location /"), example: "/v1/chat/completions" },
    listeners: [{ port: 80, tls: false, http2: false }],
    target: { servers: [{ host: "app", port: 3000, tls: false }], asks: "1.1", at: place(2, "pass app") },
    ...{ limits: [], values: {}, caches: false, compresses: false, guards: [], openings: [] },
    ...more,
  };
}

/** What a cell that streams sees, by what differs. */
export function seen(more: Partial<Seen> = {}): Seen {
  return {
    ...{ status: 200, error: null, contentEncoding: null, redirect: null, reached: 1, askedWith: "1.1", instead: null },
    ...{ askedCoding: null, sent: 12, got: 12, gotBytes: 2_400, held: null, latencyMs: 1, end: "clean", endedMs: 20 },
    ...{ foreign: false, leftMs: null, body: "" },
    ...more,
  };
}

export const held = (bytes: number | null = 4_200): Seen =>
  seen({ sent: 21, got: 21, held: { bytes, toTheEnd: bytes === null } });

export const context: PlanContext = {
  ...{ address: "127.0.0.1", path: null, headers: {}, firstOfServer: true, answers: [] },
};

/** What a cell that streams sees of each of its readers. */
export function streaming({ act }: Cell): Seen[] {
  if (act.kind === "leave") return [seen({ sent: 4, got: 3, end: "cut", leftMs: 5 })];
  if (act.kind === "crash") return [seen({ sent: 3, got: 3, end: "cut" })];
  if (act.kind === "burst") return Array.from({ length: act.readers }, () => seen());
  return act.kind === "two" || act.kind === "twice" ? [seen(), seen()] : [seen()];
}

const off: Edit = { kind: "insert", file: "toy.conf", afterLine: 1, text: "  buffering off" };

/** A product whose lines are `pass app`, `buffering off`, `wait 5s`, `noise`. */
export const toy: Product = {
  ...{ name: "toy", versions: ["2.0", "1.0"] },
  detect: ({ name }) => (name.startsWith("toy") ? 1 : 0),
  refuses: () => [],
  variables: () => [],
  place: (files) => ({
    files: Object.fromEntries(files.map(({ name, text }) => [`/etc/${name}`, text])),
    ...{ ours: [], check: ["toy", "-t"], dump: null, start: ["toy"], reloadSignal: "SIGHUP", writable: [] },
  }),
  treatments: [
    { pattern: /no host (\S+)/, treat: ([, host]) => ({ kind: "name", host: host! }) },
    { pattern: /no key/, treat: () => ({ kind: "certificate", certificate: "/tls/c", key: "/tls/k" }) },
    { pattern: /no token/, treat: () => ({ kind: "ask", says: "its token has no value", hint: "--env TOKEN=..." }) },
  ],
  routes: () => [route()],
  candidates: (_route, fault) => (fault === "holds" ? [{ kind: "remove", file: "toy.conf", line: 3 }, off] : []),
  suspects: () => [
    { kind: "remove", file: "toy.conf", line: 3 },
    { kind: "remove", file: "toy.conf", line: 4 },
  ],
  scaled: () => null,
  rules: [{ id: "toy/holds", fault: "holds", help: "it holds", by: "proxy", experiment: "nginx-buffering" }],
};
