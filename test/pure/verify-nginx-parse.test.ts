import { describe, expect, test } from "vitest";
import { expand, splitDump } from "../../layers/nginx/verify/dump.ts";
import { parse, walk } from "../../layers/nginx/verify/parse.ts";

const flat = (text: string): unknown[] =>
  [...walk(parse(text, "f"))].map(({ name, args, line }) => [name, ...args, line]);

describe("words", () => {
  test.for([
    ["a variable's brace opens no block", "set $a x${b}c{;\n", /unexpected|expecting/],
    ["a quoted word must end at a space", `set $a "b"c;`, /f:1 unexpected "c"/],
    ["a quote that does not end", `a 'b;`, /expecting a closing '/],
    ["a block that does not end", "http {\n server {\n }\n", /f:1 unexpected end of file, expecting "}"/],
    ["a brace too many", "a b;\n}\n", /f:2 unexpected "}"/],
    ["a missing semicolon before a brace", "http {\n a b\n}\n", /f:3 unexpected "}"/],
    ["a missing semicolon at the end", "a b", /f:1 unexpected end of file/],
    ["blocks that nobody would nest", "a {".repeat(300), /f:1 more than 200 blocks/],
    ["Lua that does not end", "content_by_lua_block { x = '}' ", /Lua block without/],
  ] as const)("%s", ([, text, problem]) => {
    expect(() => parse(text, "f")).toThrow(problem);
  });

  test("quotes in the middle and comments inside a word are characters", () => {
    expect(flat(`return 200 a"b#c;`)).toEqual([["return", "200", 'a"b#c', 1]]);
  });

  test("variables in braces stay in their word, and the next word is the next", () => {
    expect(flat("listen ${PORT} ssl;\nset $a /x/${b}.html;\n")).toEqual([
      ["listen", "${PORT}", "ssl", 1],
      ["set", "$a", "/x/${b}.html", 2],
    ]);
  });

  test("quotes and their escapes go, of a regular expression the backslash stays", () => {
    expect(flat(String.raw`location ~ "^/v{1,2}\.x" { return 200 "a\"b\n"; }`)).toEqual([
      ["location", "~", String.raw`^/v{1,2}\.x`, 1],
      ["return", "200", 'a"b\n', 1],
    ]);
  });

  test("lines count with CRLF and inside quotes", () => {
    expect(flat("a 'x\r\ny';\r\n# c\r\nb;\r\n")).toEqual([
      ["a", "x\r\ny", 1],
      ["b", 4],
    ]);
  });

  test("a Lua block is one argument, past its strings, long brackets and comments", () => {
    const code = " local s = '}' .. \"{\" -- }\n if a[b] then x = [[ } ]] end --[=[ } ]=]\n t = { 1 } ";
    expect(flat(`content_by_lua_block {${code}}\nb;\n`)).toEqual([
      ["content_by_lua_block", code, 1],
      ["b", 4],
    ]);
  });

  test("a directive knows where it begins, opens and ends", () => {
    const [block] = parse("  location / {\n    a;\n  }\n", "f");
    expect(block).toMatchObject({
      start: { line: 1, column: 2 },
      opening: { line: 1, column: 14 },
      end: { line: 3, column: 3 },
      block: [{ name: "a", line: 2, end: { line: 2, column: 6 } }],
    });
  });
});

const header = (path: string): string => `# configuration file ${path}:\n`;
const MAIN = "/etc/nginx/nginx.conf";

describe("nginx -T", () => {
  test("is split into its files, in order, as they are", () => {
    const dump = `${header(MAIN)}events {}\nhttp { include conf.d/*.conf; }\n\n${header("/etc/nginx/conf.d/a.conf")}server {}\n\n`;
    const files = splitDump(dump, new Map());
    expect([...files]).toEqual([
      [MAIN, "events {}\nhttp { include conf.d/*.conf; }\n"],
      ["/etc/nginx/conf.d/a.conf", "server {}\n"],
    ]);
  });

  test("a header that stands in a known file is a comment of it", () => {
    const own = `events {}\n${header("/x")}http {}\n`;
    expect([...splitDump(`${header(MAIN)}${own}\n`, new Map([[MAIN, own]]))]).toEqual([[MAIN, own]]);
  });
});

describe("includes", () => {
  test("are replaced by what they bring, sorted, and each directive keeps its file and line", () => {
    const files = new Map([
      [MAIN, "http {\n include conf.d/*.conf;\n}\n"],
      ["/etc/nginx/conf.d/b.conf", "\nb;\n"],
      ["/etc/nginx/conf.d/a.conf", "a;\n"],
      ["/etc/nginx/conf.d/.hidden.conf", "c;\n"],
    ]);
    expect([...walk(expand(files))].map(({ name, file, line }) => [name, file, line])).toEqual([
      ["http", MAIN, 1],
      ["a", "/etc/nginx/conf.d/a.conf", 1],
      ["b", "/etc/nginx/conf.d/b.conf", 2],
    ]);
  });

  test("of a file that nobody has given stays, of a pattern and of nginx's own file goes", () => {
    const text = "include gone.conf;\ninclude gone/*.conf;\ninclude mime.types;\na;\n";
    expect(expand(new Map([[MAIN, text]]))).toMatchObject([{ name: "include", args: ["gone.conf"] }, { name: "a" }]);
  });

  test("that go round in a circle are refused at their line", () => {
    const files = new Map([
      [MAIN, "\ninclude /etc/nginx/a.conf;"],
      ["/etc/nginx/a.conf", "include nginx.conf;"],
    ]);
    expect(() => expand(files)).toThrow("/etc/nginx/a.conf:1 includes itself, by /etc/nginx/nginx.conf");
  });
});
