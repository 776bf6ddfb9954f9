import { describe, expect, test } from "vitest";
import { renderVerifyAs } from "../../src/report/verify/index.ts";
import type { Hold, LimitReport, LocationReport } from "../../src/verify/document.ts";
import { AWKWARD, document, DOCUMENTS, finding, hold, holding, location, SECRET } from "./verify-documents.ts";

const PAGE = { width: 80, colour: false };
const text = (of: Parameters<typeof renderVerifyAs>[1]): string => renderVerifyAs("text", of, { page: PAGE });
/** What is said of one location, in one line. */
const said = (location: LocationReport): string => text(document({ locations: [location] })).replace(/\s+/gu, " ");

describe("what a person reads", () => {
  test("holds, two cures, a limit, lines without effect, a guard", () => {
    expect(text(DOCUMENTS.holds)).toMatchInlineSnapshot(`
      "nginx.conf   nginx 1.26.3   1 server, 3 locations
        put in    a certificate at /etc/ssl/chat.pem
        put in    app as a name of the lab's own origin
        :443 chat.example.com
          /api/chat  streams       26 requests
          /v1/       holds 4 KB    when your app ends its answer by closing, as Node
                                   and Go do here (asked with HTTP/1.0); 41 requests,
                                   asked for /v1/chat/completions
                     why           line 41, proxy_pass: nothing switches buffering off
                                   (./lab run nginx-buffering)
                     cure          + proxy_buffering off;   after line 41
                                   measured: streamed, 16 of 16 acknowledged
                     or            X-Accel-Buffering: no from your app
                                   measured: streamed
                     cuts          after 60 s of silence
                                   line 7 (proved with 2 s in its place)
                     no effect     on the hold: lines 44, 45: proxy_cache off,
                                   proxy_set_header Connection ""
          /admin/    not measured  your own guard answers 401 (line 60): --header
        3 locations: 1 streams, 1 holds, 1 not measured   exit 1"
    `);
  });

  test("streams", () => {
    expect(text(DOCUMENTS.streams)).toMatchInlineSnapshot(`
      "nginx.conf   nginx 1.26.3   1 server, 1 location
        :443 chat.example.com
          /api/chat  streams    26 requests
        1 location: 1 streams   exit 0"
    `);
  });

  test("cuts", () => {
    expect(text(DOCUMENTS.cuts)).toMatchInlineSnapshot(`
      "envoy.yaml   envoy 1.40.0   1 server, 1 location
        :10000 any host
          prefix /  cuts       26 requests, asked for /api/chat
                    why        line 25, route: no timeout is set, so 15 s in all is
                               the default; seen: cut at 15.0 s; only the platform in
                               front of it can cure it
                               (./lab run envoy-route-timeout)
                    cure       + timeout: 0s   in the route of line 25
                               measured: not cut in 20 s
                    cuts       after 15 s in all, however well it streams
                               the product's default (proved by waiting)
        1 location: 1 cuts   exit 1"
    `);
  });

  test("refused", () => {
    expect(text(DOCUMENTS.refused)).toMatchInlineSnapshot(`
      "nginx.conf   nginx 1.26.3
        refused: nginx.conf:12 cannot see where it goes: $backend is computed
          next: --upstream host:port
        no location was judged   exit 2"
    `);
  });

  test("not reached", () => {
    expect(text(DOCUMENTS["not reached"])).toMatchInlineSnapshot(`
      "nginx.conf   nginx 1.26.3   1 server, 1 location
        :443 chat.example.com
          /api/chat  not reached  the origin saw no request: status 404; 1 request,
                                  asked for /x
        1 location: 1 not reached   exit 2"
    `);
  });

  test("does not load", () => {
    expect(text(DOCUMENTS["does not load"])).toMatchInlineSnapshot(`
      "nginx.conf   nginx 1.26.3
        does not load: conf.d/a.conf:51 unknown directive "gzip_static"
          next: --image your/nginx; it loads with 1.26.3
        no location was judged   exit 2"
    `);
  });

  test("--check says that it measured nothing", () => {
    expect(text(DOCUMENTS.check)).toMatchInlineSnapshot(`
      "nginx.conf   nginx 1.26.3   1 server, 1 location
        read only (--check): nothing was run, nothing was measured
        :443 chat.example.com
          /api/chat  not measured
                     why           line 41, proxy_pass: nothing switches buffering off
                                   (./lab run nginx-buffering)
                     cuts          after 60 s of silence   line 7 (read, not proved)
        1 location, read only: nothing was measured; 2 allowed by a comment   exit 1"
    `);
  });

  test("a name too long for its column stands on a line of its own", () => {
    const long = location({ location: "~ ^/api/(threads|runs)/[^/]+/stream$", example: "/api/threads/a/stream" });
    expect(text(document({ locations: [long] }))).toContain("\n    ~ ^/api/(threads|runs)/[^/]+/stream$\n    streams");
  });

  test("a limit that is a finding stands there once, and two limits of one line are two", () => {
    const limit = { kind: "idle", seconds: 60, file: "nginx.conf", line: 7, proof: "scaled" } as const;
    const cut = (message: string): ReturnType<typeof finding> =>
      finding({ rule: "nginx/cuts", level: "note", line: 7, message, seen: "proved with 2 s in its place", cures: [] });
    const findings = [cut("the answer is cut after a silence of 60 s"), cut("given up when nothing has come for 60 s")];
    const said = text(
      document({ locations: [location({ limits: [limit, { ...limit, kind: "headers" }], findings })] }),
    );
    expect(said.match(/^ +cuts /gmu)).toHaveLength(2);
    expect(said).toContain("seen: proved with 2 s in its");
    expect(said).not.toMatch(/^ +why /mu);
  });

  test("a hold says for whom it is: where, of what, and what streams", () => {
    const says = (listen: string, asks: "1.0" | "1.1", ...holds: Hold[]): string =>
      said(location({ verdict: "holds", listen, asks, holds }));
    const closes = "when your app ends its answer by closing";
    expect(says("443", "1.0", hold())).toContain(`${closes}, as Node and Go do here (asked with HTTP/1.0)`);
    expect(says("443", "1.1", hold())).toContain(`${closes} (sent in chunks it streams)`);
    expect(says("443", "1.1", hold({ encoding: "zstd" }))).not.toContain("in chunks"); // not measured so
    const chunks = hold({ origin: "chunked", listen: "443 tls", bytes: 16_384 });
    const both = says("80, 443 tls", "1.1", hold({ listen: "80" }), hold({ listen: "443 tls" }), chunks);
    expect(both).toMatch(/holds 4 KB when your app ends its answer by closing holds 16 KB /u);
    expect(both).toContain("holds 16 KB when your app sends chunks, at 443 tls");
    const near = says("443", "1.0", hold({ bytes: 3_981, encoding: "gzip" }), hold({ bytes: 4_029 }));
    expect(near).toMatch(/holds 4 KB when [^;]* \(asked with HTTP\/1\.0\);/u); // one row
    expect(near).not.toContain("gzip");
    const json = hold({ encoding: "gzip", contentType: "application/json", bytes: null, toTheEnd: true });
    expect(says("443", "1.0", hold(), json)).toContain("closing, as gzip, of application/json");
  });

  test("over which protocol it is held is said where others were offered, and are not held", () => {
    const over = (readers: LocationReport["readers"], ...holds: Hold[]): string =>
      said(location({ verdict: "holds", readers, holds }));
    expect(over(["HTTP/1.1"], hold())).not.toContain("over");
    expect(over(["HTTP/1.1", "HTTP/2"], hold())).toContain(", over HTTP/1.1;");
    expect(over(["HTTP/1.1", "HTTP/2"], hold(), hold({ reader: "HTTP/2" }))).not.toContain("over");
  });

  test("a hold of large events alone says so, and who compressed", () => {
    const at = { name: "encode", file: "nginx.conf", line: 12 };
    const of = (...holds: Hold[]): string => said(location({ verdict: "holds", asks: "1.1", holds }));
    const large = hold({ encoding: "gzip", codedBy: "proxy", codedAt: at, eventBytes: 1_200 });
    expect(of(large)).toContain("as gzip (this proxy's: encode, line 12), in events of 1.2 KB or more");
    expect(of(large, hold())).not.toContain("in events");
    expect(of({ ...large, codedBy: "app", codedAt: null })).toContain("as gzip (your app's)");
    expect(of({ ...large, codedAt: { ...at, file: "a.conf" } })).toContain("(this proxy's: encode, a.conf line 12)");
    expect(of({ ...large, codedAt: null })).toContain("(this proxy's),");
  });

  describe("locations of equal verdict and equal cause are one block", () => {
    const blocks = (...locations: LocationReport[]): string => text(document({ locations }));
    const at = (line: number, more: Partial<LocationReport> = {}): LocationReport => {
      const cure = `+ proxy_buffering off;   after line ${line}`;
      const cures = [{ diff: null, text: cure, seen: "streamed, 16 of 16 acknowledged" }];
      return {
        ...holding,
        noEffect: [],
        location: `/v${line}/`,
        findings: [finding({ line: line + 1, cures })],
        ...more,
      };
    };

    test("with the lines and counts of all", () => {
      expect(blocks(location(), at(10), at(20), at(30))).toMatchInlineSnapshot(`
        "nginx.conf   nginx 1.26.3   1 server, 4 locations
          :443 chat.example.com
            /api/chat            streams     26 requests
            /v10/, /v20/, /v30/  holds 4 KB  when your app ends its answer by closing,
                                             as Node and Go do here (asked with
                                             HTTP/1.0); 123 requests
                                 why         lines 11, 21, 31, proxy_pass: nothing
                                             switches buffering off
                                             (./lab run nginx-buffering)
                                 cure        + proxy_buffering off;
                                             after lines 10, 20, 30
                                             measured: streamed, 48 of 48 acknowledged
                                 cuts        after 60 s of silence
                                             line 7 (proved with 2 s in its place)
          4 locations: 1 streams, 3 hold   exit 0"
      `);
    });

    test.for<[string, Partial<LocationReport>]>([
      ["verdict", { verdict: "loses", holds: [] }],
      ["size", { holds: [hold({ bytes: 16_384 })] }],
      ["cause", { findings: [finding({ line: 21, message: "proxy_buffering is on" })] }],
      ["limit", { limits: [] }],
      ["server", { server: "other.example.com" }],
    ])("not with another %s", ([, more]) => {
      expect(blocks(at(10), at(20, more))).not.toContain("/v10/, /v20/");
    });
  });

  test("names and values that were put in are a row each", () => {
    const assumed = ["A=1", "B=2", "api: the lab's origin", "an empty x.conf", "web: the lab's origin", "C from --env"];
    expect(text(document({ assumed })).match(/^ +put in .*/gmu)).toEqual([
      ...["  put in    A=1, B=2", "  put in    api, web: the lab's origin"],
      ...["  put in    an empty x.conf", "  put in    C from --env"],
    ]);
  });

  test("a line without effect is told without its comment", () => {
    const noEffect = [{ file: "nginx.conf", line: 4, text: "proxy_send_timeout   60s;   # to the app; slow" }];
    expect(text(document({ locations: [location({ noEffect })] }))).toMatch(/line 4: proxy_send_timeout 60s$/mu);
  });

  test("a fault without a cure says so, and of a limit what would try one", () => {
    const said = (more: Partial<LimitReport>): string => {
      const limit = {
        kind: "total",
        seconds: 60,
        file: "nginx.conf",
        line: 7,
        proof: "scaled",
        ...more,
      } as LimitReport;
      const message = `every answer is cut after ${limit.seconds} s`;
      const cut = finding({ rule: "nginx/total-limit", line: 7, message, cures: [] });
      return text(document({ locations: [location({ limits: [limit], findings: [cut] })] }));
    };
    expect(said({})).toMatch(/cure +not tried: --wait waits the 60 s, and tries$/mu);
    expect(said({ seconds: 90 }).replace(/\s+/gu, " ")).toContain(
      "cure not tried: 90 s is longer than anything that is waited for (75 s)",
    );
    expect(said({ seconds: 90, proof: "waited" })).toMatch(/cure +none was measured$/mu);
    const held = location({ verdict: "holds", holds: [hold()], findings: [finding({ cures: [] })] });
    expect(text(document({ locations: [held] }))).toMatch(/cure +none was measured$/mu);
    expect(text(document({ locations: [held], unmeasured: true }))).not.toMatch(/cure/u);
  });

  test("silence and first byte are one row where one line limits both, and two where not", () => {
    const idle: LimitReport = { kind: "idle", seconds: 240, file: "nginx.conf", line: 7, proof: "scaled" };
    const first: LimitReport = { ...idle, kind: "headers" };
    const cuts = (...limits: LimitReport[]): string[] =>
      text(document({ locations: [location({ limits })] })).match(/^ +cuts .*/gmu) ?? [];
    expect(cuts(first, idle)).toEqual([expect.stringMatching(/after 240 s of silence, before the first byte too$/u)]);
    expect(cuts({ ...first, line: 8 }, idle)).toHaveLength(2);
  });

  test("a location is called by its path, and a rule without an experiment names none", () => {
    const said = text(
      document({ locations: [location({ location: "location /chat", findings: [finding({ experiment: "" })] })] }),
    );
    expect(said).toMatch(/^ {4}\/chat  streams/mu);
    expect(said).not.toContain("./lab run");
  });

  test("another file is named with its line", () => {
    const other = { ...holding, findings: [finding({ file: "conf.d/a.conf" })] };
    expect(text(document({ locations: [other] }))).toContain("conf.d/a.conf line 41, proxy_pass:");
  });

  test.for(Object.entries(DOCUMENTS))("%s fits 80 columns", ([, each]) => {
    expect(
      Math.max(
        ...text(each)
          .split("\n")
          .map(({ length }) => length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  test("colours are only added", () => {
    const painted = renderVerifyAs("text", DOCUMENTS.holds, { page: { width: 80, colour: true } });
    expect(painted).toContain("\u001b[31m");
    expect(painted.replaceAll(/\u001b\[\d+m/gu, "")).toBe(text(DOCUMENTS.holds));
  });

  test("nothing of a config moves the cursor or names a secret", () => {
    const said = text(AWKWARD);
    expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/u);
    expect(said).not.toContain(SECRET);
  });
});
