import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { docker } from "../../src/stack/engine.ts";
import { OWNER_LABEL } from "../../src/stack/labels.ts";
import type { VerifyDocument } from "../../src/verify/document.ts";
import { startCli } from "../cli.ts";

const dir = mkdtempSync(join(tmpdir(), "lab-verify-"));
afterAll(() => rmSync(dir, { recursive: true }));

const config = (...lines: readonly string[]): string => `events {}
http {
  server {
    listen 80;
    server_name chat.example.com;
    location /api/ {
      proxy_pass http://app:3000;
${lines.map((line) => `      ${line}\n`).join("")}    }
  }
}
`;

interface Ran {
  readonly code: number | null;
  readonly document: VerifyDocument;
  readonly stderr: string;
}

/** Verifies a text, and looks that nothing is left of it. */
async function verified(text: string, ...flags: readonly string[]): Promise<Ran> {
  const file = join(dir, "nginx.conf");
  writeFileSync(file, text);
  const { process: child, ended } = startCli(["verify", file, "--json", ...flags]);
  const { code, stdout, stderr } = await ended;
  const owned = { label: [OWNER_LABEL] };
  const [containers, networks] = await Promise.all([
    docker.listContainers({ all: true, filters: owned }),
    docker.listNetworks({ filters: owned }),
  ]);
  const left = [...containers, ...networks].filter(
    ({ Labels }) => Labels?.[OWNER_LABEL]?.split("/")[1] === String(child.pid),
  );
  expect(left).toEqual([]);
  return { code, document: JSON.parse(stdout) as VerifyDocument, stderr };
}

test("a broken nginx.conf: it holds, the line is named, and the cure is found and measured", async () => {
  const broken = config("proxy_http_version 1.1;", "proxy_cache off;");
  const fixed = join(dir, "fixed.conf");
  const { code, document } = await verified(broken, "--quick", "--fix", fixed);
  expect({ code, loads: document.loads, assumed: document.assumed }).toEqual({
    ...{ code: 1, loads: true, assumed: ["app: the lab's origin"] },
  });
  const [location] = document.locations;
  expect(location).toMatchObject({ verdict: "holds", location: "location /api/", line: 6, server: "chat.example.com" });
  expect(location!.holds).toContainEqual({
    ...{ origin: "closes", reader: "HTTP/1.1", encoding: null, toTheEnd: false, eachMs: null },
    ...{ contentType: "text/event-stream", listen: "80" },
    bytes: expect.closeTo(4_096, -3) as number,
  });
  const [finding] = location!.findings;
  expect(finding).toMatchObject({ rule: "nginx/holds", level: "error", line: 7 });
  expect(finding!.cures.map(({ text }) => text)).toEqual([
    "+ proxy_buffering off;   after line 6",
    "X-Accel-Buffering: no   from your app",
  ]);
  expect(location!.noEffect.map(({ line }) => line)).toEqual([8, 9]);
  expect(readFileSync(fixed, "utf8")).toBe(broken.replace("/api/ {\n", "/api/ {\n      proxy_buffering off;\n"));
});

test("the right one streams; the line that limits a silence is named, and seen", async () => {
  const { code, document } = await verified(config("proxy_buffering off;", "proxy_read_timeout 300s;"));
  expect(code).toBe(0);
  expect(document.locations).toMatchObject([
    { verdict: "streams", findings: [], limits: [{ kind: "headers" }, { kind: "idle" }] },
  ]);
  expect(document.locations[0]!.limits[1]).toEqual({
    ...{ kind: "idle", seconds: 300, line: 9, proof: "scaled" },
    file: join(dir, "nginx.conf"),
  });
});

test("an upstream at the proxy's own port is measured too", async () => {
  const { code, document } = await verified(config("proxy_buffering off;").replace("app:3000", "app"), "--quick");
  expect({ code, verdict: document.locations[0]?.verdict }).toEqual({ code: 0, verdict: "streams" });
});

test("one that does not load is no result, in its own words and at its own line", async () => {
  const { code, document } = await verified(config("proxy_bufering off;"));
  expect(code).toBe(2);
  expect(document).toMatchObject({ loads: false, locations: [], refused: [{ line: 8 }] });
  expect(document.refused[0]!.message).toContain('unknown directive "proxy_bufering"');
});
