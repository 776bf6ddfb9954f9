import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { product } from "../../layers/nginx/verify/index.ts";
import { ROOT } from "../../src/model/root.ts";

const PASS = "proxy_pass http://api:8000;";
/** Nothing in it lets anything happen. */
const RIGHT = "proxy_buffering off; proxy_http_version 1.1; proxy_read_timeout 1h; proxy_next_upstream off;";

function reading(id: string, text: string): string | null {
  const [route] = product.routes([{ name: "a.conf", text }], null);
  const found = product.rules.find((rule) => rule.id === id)!.reads!(route!);
  return found === null ? null : `${found.at.line} ${found.says}`;
}
const server = (...lines: string[]): string => ["server {", ...lines, "}"].join("\n");
const at = (...lines: string[]): string => server("location / {", PASS, ...lines, "}");

test.for([
  ["nginx/holds", at(), "3 nothing switches buffering off"],
  ["nginx/holds", at("proxy_buffering on;"), "4 proxy_buffering is on"],
  ["nginx/holds", server("location / {", "fastcgi_pass a:1;", "}"), "3 nothing switches buffering off"],
  ["nginx/idle-limit", at(), "3 60 s of silence end the answer, nginx's default"],
  ["nginx/headers-limit", at("proxy_read_timeout 90;"), "4 90 s of silence end the answer"],
  ["nginx/hides", at(), "3 asked with HTTP/1.0, a crash of the app looks like a proper end"],
  ["nginx/hides", at("chunked_transfer_encoding off;"), "4 an answer that is cut looks whole: it ends by close"],
  [
    "nginx/replays",
    server("proxy_cache c;", "location / {", PASS, "}"),
    "2 a cache may give one user's answer to another",
  ],
  ["nginx/goes-on", at("proxy_ignore_client_abort on;"), "4 a reader that leaves does not stop the model"],
  ["nginx/goes-on", at("proxy_cache c;"), "4 the cache wants the answer, though its reader has left"],
  ["nginx/repeats", at("mirror /copy;"), "4 each request is sent a second time"],
  [
    "nginx/repeats",
    `upstream api { server a:1; server b:1; } ${server("location / {", "proxy_pass http://api;", "}")}`,
    "3 a model that thinks too long is asked again, on the next server",
  ],
] as const)("$0: $2", ([id, text, says]) => {
  expect(reading(id, text)).toBe(says);
});

test.for([...product.rules])("$id is silent on a location that has it all right", ({ id }) => {
  expect(reading(id, `upstream api { server a:1; server b:1; } ${at(RIGHT)}`)).toBeNull();
});

test.for([...product.rules])("$id names an experiment that there is", ({ experiment }) => {
  expect(existsSync(join(ROOT, "experiments", "nginx", `${experiment}.ts`))).toBe(true);
});

test("every fault has a rule", () => {
  expect(new Set(product.rules.map(({ fault }) => fault))).toEqual(
    new Set(["holds", "cuts", "loses", "replays", "goes-on", "refuses", "repeats", "hides"]),
  );
});
