import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, expect, test } from "vitest";
import { ROOT } from "../../src/model/root.ts";

const dir = mkdtempSync(join(tmpdir(), "lab-keep-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** A server in TypeScript that asks itself once, and says so. */
const SERVER = `
import { createServer } from "node:http";
const server = createServer((_request, response) => response.end());
server.listen(0, "127.0.0.1", async () => {
  const { port } = server.address() as { port: number };
  await fetch("http://127.0.0.1:" + port);
  console.log("asked");
});
`;

/** Starts it as a layer is started, kills it as a layer is removed, and lists what Node has kept. */
async function keptBy(name: string, flags: readonly string[]): Promise<string[]> {
  const cache = join(dir, name);
  const file = join(dir, `${name}.ts`);
  writeFileSync(file, SERVER);
  const server = spawn(process.execPath, [...flags, file], {
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(createInterface({ input: server.stdout }), "line");
  server.kill("SIGKILL");
  await once(server, "exit");
  return globSync("*/*", { cwd: cache });
}

test("a Node layer has kept what it compiled once it was asked, though it is killed", async () => {
  const preload = `--import=${join(ROOT, "compose/keep-compiled.mjs")}`;
  expect(await keptBy("kept", [preload])).not.toEqual([]);
  expect(await keptBy("lost", [])).toEqual([]);
});
