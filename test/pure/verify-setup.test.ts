import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readOwnFiles } from "../../src/verify/input.ts";
import { pickProduct } from "../../src/verify/pick.ts";
import { filesOf, firstSetup, treated, treatmentFor } from "../../src/verify/setup.ts";
import type { Setup } from "../../src/verify/setup.ts";
import { literalsOf, pointedAt, topologyOf, unmeasurable, withNamedPorts } from "../../src/verify/targets.ts";
import type { Treatment } from "../../src/verify/product.ts";
import { folderOf } from "./catalog-fixtures.ts";
import { route, toy } from "./verify-cells.ts";

describe("a config that is none", () => {
  const dir = folderOf({
    ...{ "empty.conf": "", "blank.conf": " \n", "binary.conf": "a\0b", "long.conf": "x".repeat((1 << 20) + 1) },
    "folder/nginx.conf": "events {}",
  });
  execFileSync("mkfifo", [join(dir, "pipe.conf")]);
  test.for([
    ["missing.conf", /missing.conf: there is no such file/],
    ["empty.conf", /empty.conf: the file is empty/],
    ["blank.conf", /blank.conf: the file is empty/],
    ["binary.conf", /binary.conf: this is no text: it has zero bytes/],
    ["long.conf", /long.conf: this is too long for a config/],
    ["folder", /folder: this is a folder/],
    ["pipe.conf", /pipe.conf: this is no ordinary file/],
  ] as const)("%s", ([name, says]) => {
    expect(() => readOwnFiles([join(dir, name)])).toThrow(says);
  });
});

describe("the product", () => {
  const files = [{ name: "toy.conf", text: "x" }];
  const other = { ...toy, name: "other" };
  test("is the one that the files look like, or the one that is named", () => {
    expect(pickProduct(files, [toy]).name).toBe("toy");
    expect(pickProduct(files, [toy, other], "other").name).toBe("other");
  });

  test.for([
    [[toy], "squid", /no product is called squid/],
    [[{ ...toy, detect: () => 0.4 }], undefined, /toy.conf: no product is recognised in it/],
    [[toy, other], undefined, /more than one product/],
  ] as const)("%#: anything else is said", ([products, as, says]) => {
    expect(() => pickProduct(files, products, as)).toThrow(says);
  });
});

const pair = { cert: "CERT", key: "KEY" };
const first = firstSetup({ ...toy.place([{ name: "toy.conf", text: "x" }]), writable: ["/var/log/toy"] });
const after = (treatment: Treatment, setup = first): Setup => treated(setup, treatment, pair) as Setup;

describe("treatments", () => {
  test("the first rule that knows the product's words", () => {
    expect(treatmentFor("emerg: no host app in line 3", toy.treatments)).toEqual({ kind: "name", host: "app" });
    expect(treatmentFor("emerg: no idea", toy.treatments)).toBeNull();
  });

  test.for([
    [{ kind: "name", host: "app" }, { names: ["app"] }, /^app: the lab's origin/],
    [{ kind: "certificate", certificate: "/c", key: "/k" }, { files: { "/c": "CERT", "/k": "KEY" } }, /self-signed/],
    [{ kind: "pem", path: "/p" }, { files: { "/p": "CERTKEY" } }, /self-signed/],
    [{ kind: "empty-file", path: "/e" }, { files: { "/e": "" } }, /an empty \/e: yours was not given/],
    [{ kind: "folder", path: "/f" }, { folders: ["/tmp", "/run", "/var/tmp", "/var/log/toy", "/f"] }, /folder \/f/],
    [{ kind: "user", user: "web" }, { users: ["web"] }, /user web/],
  ] as const)("%j is put in, told, and not put in twice", ([treatment, what, says]) => {
    const setup = after(treatment);
    expect(setup).toMatchObject(what);
    expect(setup.assumed).toEqual([expect.stringMatching(says)]);
    expect(treated(setup, treatment, pair)).toBeNull();
  });

  test("the person's own file is never replaced", () => {
    expect(treated(first, { kind: "empty-file", path: "/etc/toy.conf" }, pair)).toBeNull();
  });

  test("what decides a verdict is asked for", () => {
    expect(treated(first, { kind: "ask", says: "x has no value", hint: "--env x" }, pair)).toMatchObject({
      hint: "--env x",
    });
  });

  test("a user has a line in both files", () => {
    const files = filesOf(after({ kind: "user", user: "web" }));
    expect(files["/etc/passwd"]).toContain("web:x:2000:");
    expect(files["/etc/group"]).toContain("web:x:2000:");
  });

  test("Diffie-Hellman parameters are what OpenSSL takes", () => {
    const text = after({ kind: "dhparam", path: "/d" }).files["/d"]!;
    expect(execFileSync("openssl", ["dhparam", "-noout", "-text"], { input: text }).toString()).toContain("2048 bit");
  });
});

describe("where requests go", () => {
  const to = (...servers: [string, number][]) =>
    route({ target: { ...route().target, servers: servers.map(([host, port]) => ({ host, port, tls: false })) } });

  test("upstreams are names and ports of the origin", () => {
    expect(topologyOf([to(["app", 3000], ["127.0.0.1", 8000])], [], ["web"])).toEqual({
      ...{ apart: false, names: ["web", "app"], originPorts: [3000, 8000], namedPorts: [3000], productPorts: [80] },
    });
  });

  test("an upstream at a port of the product's own needs a second address", () => {
    expect(topologyOf([to(["app", 80])], [], [])).toMatchObject({ apart: true, originPorts: [80] });
  });

  test("what is asked beside the path is there too, at each port that the files name for it", () => {
    const text =
      "listen 127.0.0.1:80;\nauth http://auth:9000/x;\nother http://notauth:9001;\nmirror http://127.0.0.1:9002;\n";
    const topology = topologyOf([to(["app", 3000])], [], ["auth"]);
    expect(withNamedPorts(topology, [{ name: "a", text }]).originPorts).toEqual([3000, 9000, 9002]);
  });

  test("a server that asks itself is measured through", () => {
    expect(topologyOf([to(["127.0.0.1", 80])], [], [])).toMatchObject({ apart: false, originPorts: [] });
  });

  test("an address that leads out of the machine is read as the origin's, where it is an upstream", () => {
    const text =
      'allow 10.0.0.5;\nproxy_pass http://10.0.0.5;\nserver 10.0.0.5:80;\nserver 10.0.0.55:80;\n.host = "10.0.0.5";\n';
    expect(literalsOf([to(["10.0.0.5", 80], ["127.0.0.1", 80], ["::1", 80])])).toEqual(["10.0.0.5"]);
    expect(pointedAt([{ name: "a", text }], ["10.0.0.5"], "172.18.0.2")[0]!.text).toBe(
      'allow 10.0.0.5;\nproxy_pass http://172.18.0.2;\nserver 172.18.0.2:80;\nserver 10.0.0.55:80;\n.host = "172.18.0.2";\n',
    );
  });

  test.for([
    [to(), /cannot see where line 2 goes: --upstream host:port/],
    [route({ target: { ...route().target, speaks: "fastcgi" } }), /speaks fastcgi/],
    [to(["unix:/run/app.sock", 80]), /a socket file/],
    [route({ listeners: [] }), /nothing listens/],
  ] as const)("%#: what cannot be measured says so", ([of, says]) => {
    expect(unmeasurable(of, [])).toMatch(says);
  });

  test("a computed upstream that the person has given can", () => {
    expect(unmeasurable(to(), [{ host: "app", port: 1 }])).toBeNull();
  });
});
