import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { entriesOf, startLimitOf, waitUntilReady } from "../../src/stack/ready.ts";
import { layerCalled, LAYERS, readerOf, sideWith } from "./stack-sides.ts";

/** A reader's container, as far as readiness goes: tells what /healthz answered, one status after the other. */
async function reader(statuses: readonly number[]): Promise<{ url: string; asked: () => number; close: () => void }> {
  let asked = 0;
  const server = createServer((_req, res) => {
    const status = statuses[Math.min(asked++, statuses.length - 1)]!;
    res.end(JSON.stringify({ ok: status < 300, status, error: null }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked: () => asked, close: () => server.close() };
}

test.for([
  { statuses: [502, 200], status: 200 },
  { statuses: [200, 500], status: 500 },
])("a path stands when /healthz answers $status, not before", async ({ statuses, status }) => {
  const { url, asked, close } = await reader(statuses);
  await waitUntilReady(url, { scheme: "http", host: "upstream", port: 8080 }, status, new AbortController().signal);
  expect(asked()).toBe(2);
  close();
});

test("a path that does not answer in time is told, with the time that it had", async () => {
  const { url, close } = await reader([502]);
  const ready = waitUntilReady(
    url,
    { scheme: "http", host: "upstream", port: 8080 },
    200,
    new AbortController().signal,
    100,
  );
  await expect(ready).rejects.toMatchObject({ code: "not_ready", limit: "status 200 within 0.1 s" });
  close();
});

test("a side may take as long to start as the slowest of its layers says, and never less than any", () => {
  const slow = (startLimitMs: number) => new Map([...LAYERS, ["app", layerCalled("app", { startLimitMs })]]);
  expect(startLimitOf(sideWith(), LAYERS)).toBe(30_000);
  expect(startLimitOf(sideWith(), slow(90_000))).toBe(90_000);
  expect(startLimitOf(sideWith(), slow(5_000))).toBe(30_000);
});

test("each reader layer asks once at each entry", () => {
  const readers = {
    ...{ one: readerOf(), two: readerOf(), secure: readerOf("probe", { scheme: "https", port: 8443 }) },
    ...{ inner: { ...readerOf(), at: "app" }, curl: readerOf("curl"), elsewhere: { ...readerOf(), at: null } },
  };
  const entries = entriesOf({ readers }, (place) => `${place}.a`);
  expect(entries.map(({ layer, entry }) => `${layer} ${entry.scheme} ${entry.host} ${entry.port}`)).toEqual([
    "probe http nginx.a 8080",
    "probe https nginx.a 8443",
    "probe http app.a 8080",
    "curl http nginx.a 8080",
    "probe http upstream 8080",
  ]);
});
