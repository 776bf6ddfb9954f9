import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { product } from "../../layers/traefik/verify/index.ts";
import type { OwnFile } from "../../src/verify/product.ts";
import { fileOf } from "./verify-samples.ts";

const ROUTES = fileOf(
  "dynamic.yml",
  "http:",
  "  routers:",
  "    all: { rule: PathPrefix(`/`), service: app }",
  "  services:",
  "    app: { loadBalancer: { servers: [{ url: http://app:8000 }] } }",
);
const statics = (...lines: string[]): OwnFile => fileOf("traefik.yml", ...lines);

/** What runs, as Traefik reads it. */
function running(...files: readonly OwnFile[]): Record<string, Record<string, unknown>> {
  return parse(product.place(files).files["/etc/traefik-lab/traefik.yaml"]!) as Record<string, Record<string, unknown>>;
}

const READY = { address: "127.0.0.1:65080" };

describe("what runs says when it is ready", () => {
  test.for([
    ["a block", ["entryPoints:", "  web:", '    address: ":80"'], { web: { address: ":80" } }],
    ["one line", ['entryPoints: { web: { address: ":80" } }'], { web: { address: ":80" } }],
    ["none", [], {}],
  ] as const)("an entry point of its own beside those of the person: %s", ([, lines, own]) => {
    const read = running(statics(...lines, "providers:", "  file:", "    filename: /etc/traefik/dynamic.yml"), ROUTES);
    expect(read["entryPoints"]).toEqual({ ...own, "lab-ready": READY });
  });

  test.for([
    ["is switched on, and has no route but the lab's", [], { manualRouting: true }],
    ["stays as the person has it", ["ping:", "  entryPoint: web"], { entryPoint: "web" }],
  ] as const)("the ping %s", ([, lines, ping]) => {
    expect(running(statics("providers: {}", ...lines), ROUTES)["ping"]).toEqual(ping);
  });

  test.for([
    ["a file", ["    filename: /x/dynamic.yml"], { filename: "/x/dynamic.yml", directory: "/etc/traefik/routes" }],
    ["a folder", ["    directory: /x/", "    watch: true"], { directory: "/x/", watch: true }],
    ["a folder that is not named from the root", ["    directory: ./x"], { directory: "/x" }],
  ] as const)("one folder is read, where the ping's route lies beside the person's: %s", ([, lines, file]) => {
    const own = statics("entryPoints: {}", "providers:", "  file:", ...lines);
    const { files } = product.place([own, ROUTES]);
    expect(running(own, ROUTES)["providers"]).toEqual({ file });
    const folder = file.directory.replace(/\/$/, "");
    expect(files[`${folder}/dynamic.yml`]).toBe(ROUTES.text);
    const [route] = Object.values(
      (parse(files[`${folder}/lab.ready.yaml`]!) as { http: { routers: object } }).http.routers,
    );
    expect(route).toMatchObject({ rule: "Path(`/ping`)", entryPoints: ["lab-ready"], service: "ping@internal" });
  });

  test("a static file that names no file of routes reads those that were given, and that is told", () => {
    const own = statics("providers:", "  docker: {}");
    expect(running(own, ROUTES)["providers"]).toEqual({ docker: {}, file: { directory: "/etc/traefik/routes" } });
    expect(product.place([own, ROUTES]).assumed).toContain(
      "dynamic.yml: read by traefik.yml, which names no file of routes",
    );
  });

  test("routes of another name than the static file's are read in their place, and that is told", () => {
    const own = statics("providers: { file: { filename: /etc/traefik/routes.yml } }");
    expect(product.place([own, ROUTES]).assumed).toContain(
      "dynamic.yml: read by traefik.yml, in place of /etc/traefik/routes.yml, which was not given",
    );
  });

  test("files of one name and two folders are two", () => {
    const { files } = product.place([
      { ...ROUTES, name: "a/x.yml" },
      { ...ROUTES, name: "b/x.yml" },
    ]);
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining(["/etc/traefik/routes/a-x.yml", "/etc/traefik/routes/b-x.yml"]),
    );
  });

  test("of several files only the one that is named is read", () => {
    const own = statics("providers: { file: { filename: dynamic.yml } }");
    const other = { ...ROUTES, name: "other.yml" };
    const { files } = product.place([own, ROUTES, other]);
    expect(Object.keys(files).filter((path) => path.startsWith("/etc/traefik/routes/"))).toEqual([
      "/etc/traefik/routes/dynamic.yml",
      "/etc/traefik/routes/lab.ready.yaml",
    ]);
  });

  test("a router of the dashboard has its API, where no static file was given; and that is told", () => {
    const lines = ROUTES.text.replace("  services:", "    d: { rule: Host(`d`), service: api@internal }\n  services:");
    expect(running({ ...ROUTES, text: lines })["api"]).toEqual({});
    expect(running(ROUTES)["api"]).toBeUndefined();
    expect(product.place([{ ...ROUTES, text: lines }]).assumed![0]).toContain("web at :80, the API, and nothing else");
  });

  test("it is asked where it is, and the port is nobody's", () => {
    const taken = fileOf("dynamic.yml", ROUTES.text, "# http://app:65080");
    const { files, ready, assumed } = product.place([taken]);
    expect(ready).toEqual(["traefik", "healthcheck", "--configFile=/etc/traefik-lab/ready.yaml"]);
    expect(parse(files["/etc/traefik-lab/ready.yaml"]!)).toEqual({
      entryPoints: { "lab-ready": { address: "127.0.0.1:65081" } },
      ping: { entryPoint: "lab-ready", manualRouting: true },
    });
    expect(assumed).toContain("Traefik's ping at 127.0.0.1:65081, which answers once your routes are read");
  });
});

test("the check starts the person's static file where nothing of it is in the way of the one that runs", () => {
  const own = statics(
    "entryPoints:",
    '  web: { address: ":80" }',
    "  secure:",
    '    address: ":443"',
    "    http: { tls: {} }",
    "api: { insecure: true }",
  );
  const { files, check } = product.place([own, ROUTES]);
  const nowhere = { address: "127.0.0.1:0" };
  expect(parse(files["/etc/traefik-lab/check-own.yaml"]!)).toMatchObject({
    entryPoints: {
      ...{ web: nowhere, secure: { ...nowhere, http: { tls: {} } }, traefik: nowhere },
      "lab-ready": { address: "127.0.0.1:65081" },
    },
    api: { insecure: true },
  });
  expect(check.at(-1)).toContain("started /etc/traefik-lab/check-own.yaml go");
});
