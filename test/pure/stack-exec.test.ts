import { Readable } from "node:stream";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Act } from "../../src/model/experiment.ts";
import { performAct } from "../../src/stack/acts.ts";
import { docker } from "../../src/stack/engine.ts";
import { execute } from "../../src/stack/exec.ts";
import { unframed } from "../../src/stack/frames.ts";

/** What the engine sends: 8 bytes of header (stream, three zeros, length) before each piece. */
function frame(stream: 1 | 2, text: string): Buffer {
  const head = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

/** A container whose command writes these frames in pieces of any size, and exits so. */
function container(raw: Buffer, inspected: readonly { Running: boolean; ExitCode: number | null }[]) {
  let asked = 0;
  const kill = vi.fn(() => Promise.resolve());
  const exec = {
    start: () => Promise.resolve(Readable.from([raw.subarray(0, 3), raw.subarray(3, 11), raw.subarray(11)])),
    inspect: () => Promise.resolve(inspected[Math.min(asked++, inspected.length - 1)]),
  };
  vi.spyOn(docker, "getContainer").mockReturnValue({ exec: () => Promise.resolve(exec), kill } as never);
  return { kill };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a command in a container", () => {
  test("gives both outputs in their order, and its exit code once the engine knows it", async () => {
    const raw = Buffer.concat([frame(1, "für "), frame(2, "wen?"), frame(1, "\n")]);
    container(raw, [
      { Running: true, ExitCode: null },
      { Running: false, ExitCode: 3 },
    ]);
    expect(await execute("any", ["x"])).toEqual({ output: "für wen?\n", exitCode: 3 });
  });

  test("whose output was broken off gives what came", () => {
    expect(unframed(Buffer.concat([frame(1, "one"), frame(1, "two").subarray(0, 9)]))).toBe("onet");
    expect(unframed(Buffer.from([1, 0, 0]))).toBe("");
  });
});

describe("an act", () => {
  const containers = new Map([["nginx#2", { Id: "any" }]]) as never;
  const at = { ms: 0 };
  const command: Act = { at, layer: "nginx#2", do: "exec", command: ["nginx", "-s", "x"], ends: false };

  test("that is a failing command shows its output and its exit code", async () => {
    container(frame(2, "first\nnginx: invalid option: x\n"), [{ Running: false, ExitCode: 1 }]);
    await expect(performAct(command, containers, () => {})).rejects.toMatchObject({
      code: "rig_failed",
      message: "act exec on nginx#2: nginx -s x: nginx: invalid option: x",
      observed: "exit code 1",
    });
  });

  test.each([
    [0, false, true],
    [137, true, true],
    [null, true, true],
    [137, false, false],
    [1, true, false],
  ])("that is a command with exit code %s and ends %s succeeds: %s", async (ExitCode, ends, succeeds) => {
    container(Buffer.alloc(0), [{ Running: false, ExitCode }]);
    const done = performAct({ ...command, ends }, containers, () => {}).then(
      () => true,
      () => false,
    );
    expect(await done).toBe(succeeds);
  });

  test.each<[Act, readonly string[]]>([
    [{ at, layer: "nginx#2", do: "signal", signal: "SIGUSR1", ends: true }, ["nginx#2"]],
    [{ at, layer: "nginx#2", do: "signal", signal: "SIGTERM", ends: false }, []],
    [{ at, layer: "nginx#2", do: "kill" }, ["nginx#2"]],
  ])("%j announces the deaths of %j", async (act, announced) => {
    const { kill } = container(Buffer.alloc(0), []);
    const deaths: string[] = [];
    await performAct(act, containers, (service) => deaths.push(service));
    expect(deaths).toEqual(announced);
    expect(kill).toHaveBeenCalledOnce();
  });

  test("on a place that does not stand is an error", async () => {
    await expect(performAct({ at, layer: "nginx", do: "kill" }, containers, () => {})).rejects.toThrow("no container");
  });
});
