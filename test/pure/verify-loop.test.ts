import { describe, expect, test } from "vitest";
import type { Cell, Seen } from "../../src/verify/cell.ts";
import type { VerifyDocument } from "../../src/verify/document.ts";
import { verify } from "../../src/verify/loop/verify.ts";
import type { Verified, Wanted } from "../../src/verify/loop/verify.ts";
import type { OwnFile, Product } from "../../src/verify/product.ts";
import type { Setup } from "../../src/verify/setup.ts";
import type { CommandRun, Stand } from "../../src/verify/stand.ts";
import { held, route, seen, streaming, toy } from "./verify-cells.ts";

const done = (output = "", exitCode: number | null = 0): CommandRun => ({ output, stdout: output, exitCode });

/** A stand without containers: the product is a function of its files. */
class FakeStand implements Stand {
  readonly #check: (setup: Setup) => CommandRun;
  readonly #sees: (text: string, cell: Cell) => readonly Seen[];
  #text = "";
  /** What the product refuses while it runs. */
  refuses: (text: string) => string | null = () => null;
  changes = 0;

  constructor(check: (setup: Setup) => CommandRun, sees: (text: string, cell: Cell) => readonly Seen[]) {
    this.#check = check;
    this.#sees = sees;
  }

  run = (setup: Setup): Promise<CommandRun> => Promise.resolve(this.#check(setup));
  originAddress = (): Promise<string> => Promise.resolve("172.18.0.2");
  log = (): Promise<string> => Promise.resolve("");
  measure = (cell: Cell): Promise<readonly Seen[]> => Promise.resolve(this.#sees(this.#text, cell));

  start(setup: Setup): Promise<string> {
    this.#text = setup.files["/etc/toy.conf"]!;
    return Promise.resolve("127.0.0.1");
  }

  change(files: Readonly<Record<string, string>>): Promise<string | null> {
    this.changes++;
    const text = files["/etc/toy.conf"]!;
    const words = this.refuses(text);
    if (words === null) this.#text = text;
    return Promise.resolve(words);
  }
}

/** Holds unless its text switches buffering off. */
const buffering = (text: string, cell: Cell): readonly Seen[] =>
  cell.act.kind === "lockstep" && !text.includes("buffering off") ? [held()] : streaming(cell);

const BROKEN = "location /\n  pass app\n  noise\n  more noise\n";

function verifyText(text: string, stand: Stand, product: Product = toy, more: Partial<Wanted> = {}): Promise<Verified> {
  const files = [{ name: "toy.conf", text }];
  const wanted = { headers: {}, path: null, upstreams: [], quick: true, wait: false, cures: true, ...more };
  return verify({ product, files, version: "2.0" }, files, [], wanted, stand, { cert: "C", key: "K" });
}

const only = ({ locations }: VerifyDocument) => locations[0]!;

test("a broken config: it holds, the cure is found by running it, and so are the lines without effect", async () => {
  const stand = new FakeStand(() => done(), buffering);
  const { document, fixed } = await verifyText(BROKEN, stand);
  expect(document).toMatchObject({ loads: true, exit: 1, unmeasured: false });
  expect(only(document)).toMatchObject({
    verdict: "holds",
    findings: [
      {
        ...{ rule: "toy/holds", level: "error", line: 2, seen: "holds 4.1 KB" },
        cures: [
          { text: "+ buffering off   after line 1", seen: expect.stringMatching(/^streamed, \d+ of \d+/) as string },
        ],
      },
    ],
    noEffect: [
      { line: 3, text: "noise" },
      { line: 4, text: "more noise" },
    ],
  });
  expect(only(document).findings[0]!.cures[0]!.diff).toContain("+  buffering off");
  expect(fixed[0]!.text).toBe("location /\n  buffering off\n  pass app\n  noise\n  more noise\n");
});

test("a right one: it streams, and nothing is changed", async () => {
  const stand = new FakeStand(() => done(), buffering);
  const { document, fixed } = await verifyText(`${BROKEN}buffering off\n`, stand);
  expect(document).toMatchObject({ exit: 0, locations: [{ verdict: "streams", findings: [], noEffect: [] }] });
  expect({ changes: stand.changes, text: fixed[0]!.text }).toEqual({ changes: 0, text: `${BROKEN}buffering off\n` });
});

test("a line that matters is not called one without effect", async () => {
  const matters = (text: string, cell: Cell): readonly Seen[] =>
    text.includes("more noise") ? buffering(text, cell) : [held()];
  const { document } = await verifyText(BROKEN, new FakeStand(() => done(), matters));
  expect(only(document).noEffect).toEqual([{ file: "toy.conf", line: 3, text: "noise" }]);
});

test("what no single change cures is tried in pairs", async () => {
  const needsBoth = (text: string, cell: Cell): readonly Seen[] =>
    text.includes("\n  noise\n") ? [held()] : buffering(text, cell);
  const { document } = await verifyText(BROKEN, new FakeStand(() => done(), needsBoth));
  expect(only(document).findings[0]!.cures).toMatchObject([
    { text: "without line 3, and + buffering off   after line 1" },
  ]);
});

test("a route through another server of the same config is cured where that one is", async () => {
  const inner = route();
  const outer = route({
    ...{ id: "toy tls /", listeners: [{ port: 443, tls: true, http2: false }] },
    target: { servers: [{ host: "localhost", port: 80, tls: false }], asks: "1.1", at: route().target.at },
  });
  const { candidates } = toy;
  const both: Product = {
    ...toy,
    routes: () => [outer, inner],
    candidates: (of, fault) => (of.id === inner.id ? candidates(of, fault) : []),
  };
  const { document, fixed } = await verifyText(BROKEN, new FakeStand(() => done(), buffering), both);
  const text = "+ buffering off   after line 1";
  expect(document.locations.map(({ findings }) => findings[0]!.cures)).toMatchObject([[{ text }], [{ text }]]);
  expect(fixed[0]!.text.match(/buffering off/g)).toHaveLength(1);
});

test("a route that no path is known for is not asked, so that no other answers in its name; with --path it is", async () => {
  const hidden: Product = { ...toy, routes: () => [route({ id: "toy hidden", example: null }), route()] };
  const verdicts = async (path: string | null) => {
    const stand = new FakeStand(() => done(), streaming1);
    const { document } = await verifyText(BROKEN, stand, hidden, { path });
    return document.locations.map(({ verdict, why }) => [verdict, why]);
  };
  expect(await verdicts(null)).toEqual([
    ["not-measured", "no path is known that comes to it: --path"],
    ["streams", null],
  ]);
  expect((await verdicts("/hidden")).map(([verdict]) => verdict)).toEqual(["streams", "streams"]);
});

test("of two limits each is told with what it did itself", async () => {
  const at = (line: number) => ({ file: "toy.conf", line, text: "" });
  const limits = [
    { kind: "headers", seconds: { value: "5", at: at(3) } },
    { kind: "total", seconds: { value: "60", at: at(4) } },
  ] as const;
  const limited: Product = { ...toy, routes: () => [route({ limits })] };
  const giving = (_text: string, cell: Cell): readonly Seen[] =>
    cell.act.kind === "pause" ? [seen({ status: 504, sent: 0, got: 0, endedMs: 5_003 })] : streaming(cell);
  const { document } = await verifyText(BROKEN, new FakeStand(() => done(), giving), limited, { quick: false });
  expect(only(document).findings.map(({ line, seen: told }) => [line, told])).toEqual([
    [3, "cut after 5.0 s"],
    [4, "read, not measured"],
  ]);
});

test("a product that takes a moment after a change is asked once more", async () => {
  let asked = 0;
  const slow = (text: string, cell: Cell): readonly Seen[] =>
    text.includes("buffering off") && asked++ < 3
      ? [{ ...held(), status: null, reached: 0, held: null }]
      : buffering(text, cell);
  const { document } = await verifyText(BROKEN, new FakeStand(() => done(), slow));
  expect(only(document).findings[0]!.cures).toMatchObject([{ text: "+ buffering off   after line 1" }]);
});

test("a candidate that the product refuses is no cure, and the search goes on", async () => {
  const stand = new FakeStand(() => done(), buffering);
  stand.refuses = (text) => (text.includes("\n  noise\n") ? null : "line 3 is needed");
  const { document } = await verifyText(BROKEN, stand);
  expect(only(document).findings[0]!.cures).toHaveLength(1);
  expect(only(document).noEffect).toEqual([{ file: "toy.conf", line: 4, text: "more noise" }]);
});

test("without a cure the finding stands, and the copy is the original", async () => {
  const hopeless = (_text: string, cell: Cell): readonly Seen[] =>
    cell.act.kind === "lockstep" ? [held()] : streaming(cell);
  const { document, fixed } = await verifyText(BROKEN, new FakeStand(() => done(), hopeless));
  expect(only(document)).toMatchObject({ verdict: "holds", findings: [{ cures: [] }], noEffect: [] });
  expect(fixed[0]!.text).toBe(BROKEN);
});

test("a rule that reads something else is not blamed", async () => {
  const rule = { fault: "holds", help: "a processor waits", by: "proxy", experiment: "x", reads: () => null } as const;
  const other: Product = { ...toy, rules: [{ ...rule, id: "toy/processor" }] };
  const { document } = await verifyText(BROKEN, new FakeStand(() => done(), buffering), other);
  expect(only(document).findings).toMatchObject([{ rule: "toy/holds", message: "tokens wait in the proxy", line: 2 }]);
});

test("an allowed finding is counted, and not judged", async () => {
  const text = BROKEN.replace("  pass app", "  pass app # lab: allow toy/holds");
  const { document } = await verifyText(text, new FakeStand(() => done(), buffering));
  expect(document).toMatchObject({ allowed: 1, exit: 0, locations: [{ verdict: "holds", findings: [] }] });
});

test("why a guard refuses is told in the product's own words", async () => {
  const refusing = (): readonly Seen[] => [{ ...held(), status: 403, reached: 0, got: 0, sent: 0, held: null }];
  const stand = new FakeStand(() => done(), refusing);
  stand.log = () =>
    Promise.resolve('[error] open() "/etc/users" failed (2: No such file), request: "POST /v1/chat/completions"\n');
  const { document } = await verifyText(BROKEN, stand);
  expect(only(document)).toMatchObject({ verdict: "refused", why: expect.stringContaining("/etc/users") as string });
});

describe("loading", () => {
  test("what is missing is put in, one thing at a time, and told", async () => {
    const check = ({ names, files }: Setup): CommandRun =>
      !names.includes("web") ? done("emerg: no host web", 1) : !("/tls/c" in files) ? done("emerg: no key", 1) : done();
    const { document } = await verifyText(BROKEN, new FakeStand(check, streaming1));
    expect(document).toMatchObject({ loads: true, exit: 0 });
    expect(document.assumed).toEqual([
      ...["web: the lab's origin", "a self-signed certificate at /tls/c", "app: the lab's origin"],
    ]);
  });

  test.for([
    ["emerg: unknown word in /etc/toy.conf:3", { line: 3, message: "emerg: unknown word", hint: null }],
    ["emerg: no token", { message: "its token has no value (emerg: no token)", hint: "--env TOKEN=..." }],
    ["", { line: null, message: "its own check fails without a word" }],
  ] as const)("%j: what does not load is no result, in the product's own words", async ([words, refused]) => {
    const { document } = await verifyText(BROKEN, new FakeStand(() => done(words, 1), streaming1));
    expect(document).toMatchObject({ loads: false, exit: 2, locations: [], refused: [refused] });
  });

  test("what was put in is told of a config that does not load, too", async () => {
    const check = ({ names }: Setup): CommandRun =>
      done(names.includes("web") ? "emerg: no token" : "emerg: no host web", 1);
    const { document } = await verifyText(BROKEN, new FakeStand(check, streaming1));
    expect(document).toMatchObject({ loads: false, assumed: ["web: the lab's origin"] });
  });

  test("what differs from the person's file is told once", async () => {
    const differing = {
      ...toy,
      place: (files: readonly OwnFile[]) => ({ ...toy.place(files), assumed: ["line 3 taken out"] }),
    };
    const { document } = await verifyText(BROKEN, new FakeStand(() => done(), streaming1), differing);
    expect(document.assumed).toEqual(["line 3 taken out", "app: the lab's origin"]);
  });

  test("a treatment that does not help ends the tries", async () => {
    const { document } = await verifyText(BROKEN, new FakeStand(() => done("emerg: no host app", 1), streaming1));
    expect(document).toMatchObject({ loads: false, refused: [{ message: "emerg: no host app" }] });
  });

  test("a check that never ends is said", async () => {
    const { document } = await verifyText(BROKEN, new FakeStand(() => done("", null), streaming1));
    expect(document.refused[0]!.message).toMatch(/does not end/);
  });

  test("nothing to measure is no stream", async () => {
    const nothing = { ...toy, routes: () => [] };
    const { document } = await verifyText(BROKEN, new FakeStand(() => done(), streaming1), nothing);
    expect({ loads: document.loads, exit: document.exit }).toEqual({ loads: true, exit: 2 });
    expect(document.refused[0]!.message).toMatch(/no location in it/);
  });

  test("why there is nothing to measure is said once, by the product where it knows", async () => {
    const refusal = { file: "toy.conf", line: 1, says: "is a template", hint: null };
    const template: Product = { ...toy, routes: () => [], refuses: () => [refusal] };
    const { document } = await verifyText(BROKEN, new FakeStand(() => done(), streaming1), template);
    expect(document).toMatchObject({ exit: 2, refused: [{ line: 1, message: "is a template" }] });
    expect(document.refused).toHaveLength(1);
  });

  test("an upstream that cannot be seen is not measured, and nothing is started for it", async () => {
    const computed = { ...toy, routes: () => [route({ target: { ...route().target, servers: [] } })] };
    const { document } = await verifyText(
      BROKEN,
      new FakeStand(
        () => done(),
        () => [],
      ),
      computed,
    );
    expect(document).toMatchObject({ exit: 2, locations: [{ verdict: "not-measured", cells: 0 }] });
  });
});

const streaming1 = (_text: string, cell: Cell): readonly Seen[] => streaming(cell);
