import { hostname } from "node:os";
import { describe, expect, test } from "vitest";
import type { ProcessSeen } from "../../src/stack/owner.ts";
import { isDead, ownerOfThisProcess, parseStat } from "../../src/stack/owner.ts";

/** A line as /proc/<pid>/stat has it: 52 fields, the second in parentheses. */
function statLine(name: string, state: string, startTicks: number): string {
  const between = Array.from({ length: 18 }, (_, index) => index + 4).join(" ");
  return `4711 (${name}) ${state} ${between} ${startTicks} ${"0 ".repeat(30).trim()}\n`;
}

const seen = (line: string | null, exists: boolean) => (): ProcessSeen => ({
  stat: line === null ? null : parseStat(line),
  exists,
});

describe("a line of /proc/<pid>/stat", () => {
  test.each(["node", "a b", "evil) S 1 2 (3", "(sd-pam)"])("of a process called %j", (name) => {
    expect(parseStat(statLine(name, "S", 987654))).toEqual({ state: "S", startTicks: "987654" });
  });

  test.each(["", "4711 (node) S 1 2 3", "no such thing"])("%j is none", (line) => {
    expect(parseStat(line)).toBeNull();
  });
});

describe("an owner", () => {
  const running = statLine("node", "S", 1000);

  test.each<[string, boolean, string, string | null, boolean]>([
    ["runs", false, "here/4711/1000", running, true],
    ["is gone", true, "here/4711/1000", null, false],
    ["is a zombie, which still takes signals", true, "here/4711/1000", statLine("node", "Z", 1000), true],
    ["is a number that another process has now", true, "here/4711/1000", statLine("node", "R", 2000), true],
    ["of an earlier version runs", false, "here/4711", running, true],
    ["of an earlier version is a zombie", true, "here/4711", statLine("node", "Z", 1000), true],
    ["of an earlier version is gone", true, "here/4711", null, false],
    ["is there, and hidden from us", false, "here/4711/1000", null, true],
    ["is another host's", false, "there/4711/1000", null, false],
    ["is no process", false, "kept", null, false],
    ["is no number", false, "here/x", null, false],
  ])("that %s: dead is %s", (_what, dead, owner, line, exists) => {
    expect(isDead(owner, "here", seen(line, exists))).toBe(dead);
  });

  test("this process is alive by its own name, and was never started at another time", () => {
    const owner = ownerOfThisProcess();
    expect(owner).toMatch(new RegExp(`^${hostname()}/${process.pid}(/\\d+)?$`));
    expect(isDead(owner)).toBe(false);
    expect(isDead(`${hostname()}/${process.pid}/1`)).toBe(process.platform === "linux");
  });
});
