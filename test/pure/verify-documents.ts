import type { Hold, LocationReport, VerifyDocument, VerifyFinding } from "../../src/verify/document.ts";

/** A location that streams, by what differs. */
export function location(more: Partial<LocationReport> = {}): LocationReport {
  return {
    ...{ server: "chat.example.com", listen: "443", location: "/api/chat", file: "nginx.conf", line: 30 },
    ...{ example: "/api/chat", asks: "1.0", verdict: "streams", why: null, cells: 26, readers: ["HTTP/1.1"] },
    ...{ holds: [], limits: [], findings: [], noEffect: [] },
    ...more,
  };
}

export const hold = (more: Partial<Hold> = {}): Hold => ({
  ...{
    origin: "closes",
    reader: "HTTP/1.1",
    encoding: null,
    codedBy: null,
    codedAt: null,
    eventBytes: 0,
    contentType: "text/event-stream",
    listen: "443",
    bytes: 4096,
    toTheEnd: false,
    eachMs: null,
  },
  ...more,
});

/** A finding of line 41 with two cures, by what differs. */
export function finding(more: Partial<VerifyFinding> = {}): VerifyFinding {
  return {
    ...{ rule: "nginx/holds", level: "error", file: "nginx.conf", line: 41, text: "proxy_pass http://app:3000;" },
    ...{ message: "nothing switches buffering off", seen: "holds 4 KB", by: "proxy", experiment: "nginx-buffering" },
    cures: [
      {
        diff: "--- nginx.conf\n+++ nginx.conf\n@@ -41,1 +41,2 @@\n     proxy_pass http://app:3000;\n+    proxy_buffering off;\n",
        text: "+ proxy_buffering off;   after line 41",
        seen: "streamed, 16 of 16 acknowledged",
      },
      { diff: null, text: "X-Accel-Buffering: no from your app", seen: "streamed" },
    ],
    ...more,
  };
}

export function document(more: Partial<VerifyDocument> = {}): VerifyDocument {
  return {
    ...{ schemaVersion: 1, product: "nginx", version: "1.26.3", file: "nginx.conf", loads: true, assumed: [] },
    ...{ refused: [], locations: [], allowed: 0, unmeasured: false, exit: 0 },
    ...more,
  };
}

/** All of a location that holds: two cures, a limit, lines without effect. */
export const holding = location({
  ...{ location: "/v1/", line: 40, example: "/v1/chat/completions", verdict: "holds", cells: 41 },
  holds: [hold(), hold({ reader: "HTTP/2" })],
  limits: [{ kind: "idle", seconds: 60, file: "nginx.conf", line: 7, proof: "scaled" }],
  findings: [finding()],
  noEffect: [
    { file: "nginx.conf", line: 44, text: "proxy_cache off" },
    { file: "nginx.conf", line: 45, text: 'proxy_set_header Connection ""' },
  ],
});

/** One of each that there can be. */
export const DOCUMENTS = {
  streams: document({ locations: [location()] }),
  holds: document({
    assumed: ["a certificate at /etc/ssl/chat.pem", "app as a name of the lab's own origin"],
    locations: [
      location(),
      holding,
      location({
        ...{ location: "/admin/", line: 58, example: null, verdict: "not-measured", cells: 0 },
        why: "your own guard answers 401 (line 60): --header",
      }),
    ],
    exit: 1,
  }),
  cuts: document({
    product: "envoy",
    version: "1.40.0",
    file: "envoy.yaml",
    locations: [
      location({
        ...{ server: null, listen: "10000", location: "prefix /", file: "envoy.yaml", line: 22, verdict: "cuts" },
        limits: [{ kind: "total", seconds: 15, file: null, line: null, proof: "waited" }],
        findings: [
          finding({
            ...{ rule: "envoy/total-limit", file: "envoy.yaml", line: 25, text: "route: { cluster: llm }" },
            ...{ message: "no timeout is set, so 15 s in all is the default", seen: "cut at 15.0 s" },
            ...{ experiment: "envoy-route-timeout", by: "platform" },
            cures: [{ diff: null, text: "+ timeout: 0s   in the route of line 25", seen: "not cut in 20 s" }],
          }),
        ],
      }),
    ],
    exit: 1,
  }),
  refused: document({
    locations: [],
    refused: [
      {
        ...{ file: "nginx.conf", line: 12, message: "cannot see where it goes: $backend is computed" },
        hint: "--upstream host:port",
      },
    ],
    exit: 2,
  }),
  "not reached": document({
    locations: [
      location({ verdict: "not-reached", cells: 1, why: "the origin saw no request: status 404", example: "/x" }),
    ],
    exit: 2,
  }),
  "does not load": document({
    loads: false,
    refused: [
      {
        ...{ file: "conf.d/a.conf", line: 51, message: 'unknown directive "gzip_static"' },
        hint: "--image your/nginx; it loads with 1.26.3",
      },
    ],
    exit: 2,
  }),
  check: document({
    unmeasured: true,
    locations: [
      location({
        ...{ verdict: "not-measured", cells: 0 },
        limits: [{ kind: "idle", seconds: 60, file: "nginx.conf", line: 7, proof: "read" }],
        findings: [finding({ level: "warning", seen: "read, not measured", cures: [] })],
      }),
    ],
    allowed: 2,
    exit: 1,
  }),
} as const satisfies Record<string, VerifyDocument>;

/** What a config of nobody's good will may hold, with a secret that no output may show. */
export const SECRET = "sk-live-0123456789abcdef";
const nasty = `<b>|100%\n::error::x,y:z]]>\u001b[31m\u0000"'&\`@team[a](b)\u202e`;
export const AWKWARD = document({
  file: "a b,c:%<x>|.conf",
  assumed: [nasty],
  refused: [{ file: "a b,c:%<x>|.conf", line: 3, message: nasty, hint: `--header 'Authorization: Bearer ${SECRET}'` }],
  locations: [
    location({
      ...{ server: nasty, location: `location ~ ^/(a|b)<${nasty}`, file: "a b,c:%<x>|.conf", verdict: "holds" },
      holds: [hold({ bytes: null, toTheEnd: true, encoding: "gzip" })],
      findings: [
        finding({
          ...{ file: "a b,c:%<x>|.conf", text: `proxy_set_header Authorization "Bearer ${SECRET}"; # ${nasty}` },
          ...{ message: nasty, seen: nasty },
          cures: [
            { diff: `@@ -1,1 +1,2 @@\n proxy_set_header X-Api-Key ${SECRET};\n+\`\`\`\n`, text: nasty, seen: nasty },
          ],
        }),
      ],
      noEffect: [{ file: "a b,c:%<x>|.conf", line: 9, text: `set $token "${SECRET}"` }],
    }),
  ],
  exit: 1,
});
