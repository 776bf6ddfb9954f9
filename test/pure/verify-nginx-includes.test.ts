import { describe, expect, test } from "vitest";
import { product } from "../../layers/nginx/verify/index.ts";
import type { OwnFile } from "../../src/verify/product.ts";
import { unmeasurable } from "../../src/verify/targets.ts";

const file = (name: string, text: string): OwnFile => ({ name, text });
const MAIN = "/etc/nginx/nginx.conf";
const whole = (lines: string): OwnFile => file("nginx.conf", `events {}\nhttp {\n${lines}\n}`);
const SERVER = "server { location / { proxy_pass http://app:1; } }";
const pathsOf = (...files: OwnFile[]): string[] => {
  const { files: all, ours } = product.place(files);
  return Object.keys(all).filter((path) => !ours.includes(path));
};

describe("a file goes where another one includes it", () => {
  test.for([
    ["a path elsewhere", "include /etc/nginx/conf.d/chat.conf;", "/etc/nginx/conf.d/chat.conf"],
    ["a pattern elsewhere", "include /etc/nginx/conf.d/*.conf;", "/etc/nginx/conf.d/chat.conf"],
    ["another product's folder", "include /config/nginx/chat.conf;", "/config/nginx/chat.conf"],
    ["where it stands: it stays", "include chat.conf; include /x/chat.conf;", "/etc/nginx/chat.conf"],
    ["nobody asks for it: it stays", "include /etc/nginx/conf.d/*.inc;", "/etc/nginx/chat.conf"],
  ] as const)("%s", ([, include, path]) => {
    expect(pathsOf(whole(include), file("chat.conf", SERVER))).toEqual([MAIN, path]);
  });

  test("a pattern fetches servers only: what is no server would not load there", () => {
    const lines = file("proxy.conf", "proxy_buffering off;");
    expect(pathsOf(whole("include /etc/nginx/conf.d/*.conf;"), lines)).toEqual([MAIN, "/etc/nginx/proxy.conf"]);
  });

  test("a template's ending is not part of its name", () => {
    const upstream = file("mcp.inc.template", "upstream mcp { server mcp:1; }");
    const site = file("app.conf.template", `include /etc/nginx/conf.d/mcp.inc;\n${SERVER}`);
    expect(pathsOf(site, upstream)).toEqual(["/etc/nginx/conf.d/app.conf", "/etc/nginx/conf.d/mcp.inc"]);
  });

  test("and is not put into the frame once more", () => {
    const site = file("app.conf", "server { include /etc/nginx/conf.d/mcp.inc; }");
    const inner = file("mcp.inc", "location /mcp { proxy_pass http://mcp:1; }");
    const { files } = product.place([site, inner]);
    expect(files[MAIN]).not.toContain("mcp.inc");
    expect(product.routes([site, inner], null).map(({ location, at }) => [location, at.file])).toEqual([
      ["location /mcp", "mcp.inc"],
    ]);
  });
});

describe("a pattern that fetches nothing of what was given", () => {
  const told = (...files: OwnFile[]): readonly string[] => product.place(files).ungiven ?? [];
  const says = (include: string, where: string): string =>
    `nothing for include ${include} (${where}): no file of it was given, so what it says was not measured`;
  const server = "server { location / { proxy_pass http://app:1; } }";

  test("is told, beside a location that was given", () => {
    expect(told(whole(`include conf.d/*.conf;\n${server}`))).toEqual([says("conf.d/*.conf", "line 3")]);
  });

  test("with its file, where several say so", () => {
    const site = file("conf.d/a.conf", "server { include /etc/nginx/locations/*.conf; }");
    expect(told(whole("include conf.d/*.conf;"), site)).toEqual([
      says("/etc/nginx/locations/*.conf", "conf.d/a.conf line 1"),
    ]);
  });

  test.for([
    ["it fetches one", "include conf.d/*.conf;", [file("conf.d/a.conf", SERVER)]],
    ["nginx itself has such a folder", "include /etc/nginx/modules-enabled/*.conf;", []],
    ["it is no pattern: that has a word of its own", "include mime.types;", []],
  ] as const)("not: %s", ([, include, more]) => {
    expect(told(whole(`${include}\n${server}`), ...more)).toEqual([]);
  });
});

describe("a file that is included and was not given", () => {
  const route = (include: string, ...more: OwnFile[]): ReturnType<typeof product.routes>[number] =>
    product.routes([whole(`server {\nlocation / {\n${include}\nproxy_pass http://app:1;\n}\n}`), ...more], null)[0]!;

  test("in a location, it may decide: nothing is measured without it", () => {
    expect(unmeasurable(route("include /config/proxy.conf;"), [])).toMatch(/^line 5 brings in .*proxy\.conf/);
  });

  test.for([
    ["it was given", "include proxy.conf;", [file("proxy.conf", "proxy_buffering off;")]],
    ["nginx itself brings it", "include /etc/nginx/proxy_params;", []],
    ["a pattern may match nothing", "include /etc/nginx/locations/*.conf;", []],
  ] as const)("not: %s", ([, include, more]) => {
    expect(unmeasurable(route(include, ...more), [])).toBeNull();
  });

  test("in the server, only a file for proxies may", () => {
    const server = (name: string): OwnFile =>
      whole(`server {\ninclude ${name};\nlocation / { proxy_pass http://app:1; }\n}`);
    const why = (name: string): string | null => unmeasurable(product.routes([server(name)], null)[0]!, []);
    expect([why("options-ssl.conf"), why("my_proxy.conf")]).toEqual([null, expect.stringContaining("my_proxy")]);
  });

  test("one that the lab had to put in is empty, and is not theirs either", () => {
    const own = whole("server { location / { include /x/y.conf; proxy_pass http://app:1; } }");
    const dump = `# configuration file ${MAIN}:\n${own.text}\n\n# configuration file /x/y.conf:\n\n`;
    expect(unmeasurable(product.routes([own], dump)[0]!, [])).toContain("/x/y.conf");
  });
});
