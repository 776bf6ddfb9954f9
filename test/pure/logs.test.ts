import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { collect } from "../../src/stack/collect.ts";
import { isCut, withoutMark } from "../../src/model/cut.ts";
import { docker } from "../../src/stack/engine.ts";
import { containerLog, judgedLog, keptLog, tellingLine } from "../../src/stack/logs.ts";
import { sideWith } from "./stack-sides.ts";

/** What the engine sends: 8 bytes of header (stream, three zeros, length) before each piece. */
function frames(...pieces: readonly string[]): Buffer {
  const framed = pieces.map((piece, index) => {
    const head = Buffer.from([1 + (index % 2), 0, 0, 0, 0, 0, 0, 0]);
    head.writeUInt32BE(Buffer.byteLength(piece), 4);
    return Buffer.concat([head, Buffer.from(piece)]);
  });
  return Buffer.concat(framed);
}

/** The engine's answers to the questions for a log, in their order. */
const logs = vi.fn<(options: object) => Promise<Buffer>>();

beforeEach(() => {
  vi.spyOn(docker, "getContainer").mockReturnValue({ logs } as never);
});

afterEach(() => {
  logs.mockReset();
  vi.restoreAllMocks();
});

describe("the log of a container", () => {
  test("both streams in one text, characters whole", async () => {
    logs.mockResolvedValue(frames("started\n", "für wen?\n", ""));
    expect(await containerLog("any", { tail: 200 })).toBe("started\nfür wen?\n");
  });

  test("empty where the container is gone", async () => {
    logs.mockRejectedValue(new Error("no such container"));
    expect(await containerLog("any", { tail: 200 })).toBe("");
  });
});

test("the log of the runs alone is asked for by its start, in seconds", async () => {
  logs.mockResolvedValue(frames());
  await judgedLog("any", [], 1_764_093_456_125);
  expect(logs).toHaveBeenCalledWith(expect.objectContaining({ since: 1_764_093_456.125, tail: 1_001 }));
});

describe("of a log are kept", () => {
  const lines = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index + 1}\n`);

  test("a thousand lines, whole and unmarked", async () => {
    logs.mockResolvedValue(frames(...lines(1_000)));
    const log = await keptLog("any");
    expect([isCut(log ?? ""), log]).toEqual([false, lines(1_000).join("")]);
  });

  test("the last thousand of more, and that there were more", async () => {
    logs.mockResolvedValue(frames(...lines(1_001)));
    const log = await keptLog("any");
    expect([isCut(log ?? ""), withoutMark(log ?? "")]).toEqual([true, lines(1_001).slice(1).join("")]);
  });

  test("none of a container that is gone, which is not the same as a container that wrote nothing", async () => {
    logs.mockRejectedValueOnce(new Error("no such container"));
    logs.mockResolvedValue(frames());
    expect([await keptLog("any"), await keptLog("any")]).toEqual([null, ""]);
  });

  test("none at all by a side: a log that could not be read has no place in what was collected", async () => {
    logs.mockRejectedValueOnce(new Error("no such container"));
    logs.mockResolvedValue(frames("up\n"));
    const nothing = { peakMemory: [], logLines: {} };
    const side = sideWith({ path: ["nginx", "app", "mock-llm"] });
    expect((await collect(nothing, side, new Map(), undefined)).logs).toEqual({ app: "up\n" });
  });

  test("lines of the layer's own: no pattern matches the mark", async () => {
    logs.mockResolvedValueOnce(frames(...lines(1_001)));
    logs.mockResolvedValue(frames(...lines(1_001), "earlier lines left out\n"));
    await judgedLog("any", ["left out"]);
    expect(logs).toHaveBeenCalledTimes(2);
  });
});

describe("the log that is judged", () => {
  test("is waited for until each pattern has a line", async () => {
    logs.mockResolvedValueOnce(frames("first\n"));
    logs.mockResolvedValueOnce(frames("first\n", "third\n"));
    logs.mockResolvedValue(frames("first\n", "third\n", "second\n"));
    expect(await judgedLog("any", ["^first$", "^second$"])).toContain("second");
    expect(logs).toHaveBeenCalledTimes(3);
  });

  test("is waited for until a line of it matches", async () => {
    logs.mockResolvedValueOnce(frames("GET /healthz 200\n"));
    logs.mockResolvedValue(frames("GET /healthz 200\n", "POST /v1 504\n", "later\n"));
    expect(await judgedLog("any", ["POST .* 504$"])).toMatch(/POST \/v1 504\nlater/);
    expect(logs).toHaveBeenCalledTimes(2);
  });

  test("is what it is after a second without such a line", async () => {
    logs.mockResolvedValue(frames("POST /v1 200\nPOST\n/v2 504\n"));
    const since = performance.now();
    expect(await judgedLog("any", ["POST .* 504$"])).toBe("POST /v1 200\nPOST\n/v2 504\n");
    expect(performance.now() - since).toBeGreaterThan(1_000);
  });

  test("is asked for once where no line is looked for", async () => {
    logs.mockResolvedValue(frames("anything\n"));
    expect(await judgedLog("any", [])).toBe("anything\n");
    expect(logs).toHaveBeenCalledTimes(1);
  });
});

test.each([
  ["starting\n[emerg] unknown directive\nbye\n", "[emerg] unknown directive"],
  ["first\nlast\n\n", "last"],
  ["\n", "(it wrote nothing)"],
])("the telling line of %j", (log, line) => {
  expect(tellingLine(log)).toBe(line);
});
