import { describe, expect, test } from "vitest";
import { exampleFor } from "../../layers/nginx/verify/examples.ts";
import { reach } from "../../layers/nginx/verify/hosts.ts";
import { locationOf } from "../../layers/nginx/verify/match.ts";
import { parse } from "../../layers/nginx/verify/parse.ts";
import { sampleOf } from "../../layers/nginx/verify/sample.ts";
import { serversOf, walkLocations, type Location, type Server } from "../../layers/nginx/verify/servers.ts";

const servers = (text: string): readonly Server[] => serversOf(parse(`http { ${text} }`, "f"));
const server = (text: string): Server => servers(`server { ${text} }`)[0]!;
const named = (location: Location): string => location.directive.args.join(" ");

function landing(locations: string, path: string): string | null {
  const found = locationOf(server(locations).locations, path);
  return found === null || found === "unknown" ? found : named(found);
}

describe("nginx gives a path", () => {
  const all = `location / {} location /api/ {} location /api/v1/ {} location = /api/v1/x {} location ^~ /static/ {}
    location ~ ^/api/v1/c {} location ~* \\.PHP$ {}`;
  test.for([
    ["to the exact location first", "/api/v1/x", "= /api/v1/x"],
    ["to the first regular expression, before the longest prefix", "/api/v1/chat", "~ ^/api/v1/c"],
    ["to the longest prefix, where no expression matches", "/api/v1/y", "/api/v1/"],
    ["to a prefix that forbids expressions", "/static/a.php", "^~ /static/"],
    ["to an expression that ignores case", "/a.php", String.raw`~* \.PHP$`],
    ["to the shortest prefix, last", "/other", "/"],
  ] as const)("%s", ([, path, location]) => {
    expect(landing(all, path)).toBe(location);
  });

  test("to what is nested in the prefix, an expression there before those outside", () => {
    const nested = "location /api/ { location ~ chat {} location /api/v2/ {} } location ~ chat$ {} location ~ v2 {}";
    expect(landing(nested, "/api/chat")).toBe("~ chat");
    expect(landing(nested, "/api/v2/x")).toBe("~ v2");
    expect(landing("location /api/ { location /api/v2/ {} }", "/api/v2/x")).toBe("/api/v2/");
  });

  test("nobody knows where, past an expression that JavaScript cannot read", () => {
    expect(landing("location ~ ^/a(?>b)++$ {} location /x {}", "/x")).toBe("unknown");
  });

  test("to none, without a location that fits", () => expect(landing("location /a {}", "/b")).toBeNull());
});

describe("an example path", () => {
  const exampleOf = (text: string, index = 0): string | null => {
    const one = server(text);
    return exampleFor(one, [...walkLocations(one.locations)][index]!);
  };
  test.for([
    ["is an LLM's", "location / {}", "/v1/chat/completions"],
    ["is an LLM's below the prefix", "location /llm/ {}", "/llm/v1/chat/completions"],
    ["is the exact path", "location = /x {}", "/x"],
    ["fits a regular expression", String.raw`location ~ ^/api/threads/[^/]+/up\w+$ {}`, "/api/threads/x/upa"],
    ["lies below an expression's literal start", "location ~ ^/ws/ {}", "/ws/v1/chat/completions"],
    [
      "leads to a named location by its fallback",
      "location / { try_files $uri @app; } location @app {}",
      "/v1/chat/completions",
      1,
    ],
    [
      "leads to a named location by a 404",
      "location / { error_page 404 = @app; } location @app {}",
      "/v1/chat/completions",
      1,
    ],
    ["is as a request has it, encoded", 'location = "/a b?c" {}', "/a%20b%3Fc"],
    [
      "pleases the location around it too",
      "location ~ ^/api/v[34]/chat { location ~ deep$ {} }",
      "/api/v3/chatdeep",
      1,
    ],
    ["avoids what another location takes", "location / {} location /v1/ {} location ^~ /api/ {}", "/chat"],
  ] as const)("%s", ([, text, path, index]) => {
    expect(exampleOf(text, index)).toBe(path);
  });

  test.for([
    ["of a location that another one hides", "location /a { } location ~ ^/a {}", 0],
    ["of a named location that only an error leads to", "location / { error_page 502 @down; } location @down {}", 1],
    ["of an expression that JavaScript cannot read", "location ~ ^/a(?>b)++$ {}", 0],
  ] as const)("is not known %s", ([, text, index]) => {
    expect(exampleOf(text, index)).toBeNull();
  });
});

test("samples of regular expressions are guesses, or none", () => {
  expect(sampleOf("^/(a|b)/(x(y)?)+/z{2}$")).toBe("/a/x/zz");
  expect(sampleOf(String.raw`^/v[12]/(?:chat|x)\.json$`)).toBe("/v1/chat.json");
  expect(sampleOf("^/(unbalanced")).toBeNull();
});

describe("a server is reached", () => {
  const reached = (text: string, index = 0): ReturnType<typeof reach> => {
    const all = servers(text);
    return reach(all, all[index]!);
  };
  test("by its name, on each of its ports once", () => {
    const text = "server { listen 80; listen [::]:80; listen 443 ssl; http2 on; server_name a.com; }";
    expect(reached(text)).toEqual({
      host: "a.com",
      listeners: [
        { port: 80, tls: false, http2: true },
        { port: 443, tls: true, http2: true },
      ],
    });
  });

  test("by any name, where it is the default and has none", () => {
    expect(reached("server { listen 8080; }").host).toBeNull();
    expect(reached("server { listen 80; server_name a; } server { listen 80 default_server; }", 1).host).toBeNull();
  });

  test.for([
    ["*.a.com", "lab.a.com"],
    [".a.com", "a.com"],
    ["a.*", "a.example"],
    [String.raw`~^(?<sub>.+)\.a\.com$`, "x.a.com"],
    ["_", "_"],
  ] as const)("as %s by %s", ([name, host]) => {
    expect(reached(`server { listen 80; server_name b; } server { listen 80; server_name ${name}; }`, 1).host).toBe(
      host,
    );
  });

  test("only where no other server has taken its name", () => {
    const twice = "server { listen 80; server_name a; } server { listen 80; listen 81; server_name a; }";
    expect(reached(twice, 1).listeners).toMatchObject([{ port: 81 }]);
  });

  test("not where it has neither name nor default", () => {
    expect(reached("server { listen 80; server_name a; } server { listen 80; }", 1).listeners).toEqual([]);
  });

  test("not by UDP, a socket file, or behind a PROXY line", () => {
    const text = "server { listen 443 quic; listen unix:/run/x.sock; listen 8443 ssl proxy_protocol; listen 80; }";
    expect(reached(text).listeners).toEqual([{ port: 80, tls: false, http2: false }]);
  });

  test("with TLS and HTTP/2 that another server gives their address", () => {
    const text = "server { listen 443; server_name a; } server { listen 443 ssl http2; server_name b; }";
    expect(reached(text).listeners).toEqual([{ port: 443, tls: true, http2: true }]);
  });
});
