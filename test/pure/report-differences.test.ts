import * as v from "valibot";
import { describe, expect, test } from "vitest";
import type { Config, ResolvedSide } from "../../src/model/experiment.ts";
import { Scenario } from "../../src/model/scenario.ts";
import type { LayerVersion, SideTrace } from "../../src/model/trace.ts";
import { changesOf } from "../../src/report/story/differences.ts";
import { pathsOf } from "../../src/report/story/path.ts";
import { sayPace } from "../../src/report/say/pace.ts";
import { config } from "./render.ts";
import { experiment, run, side } from "./traces.ts";
import { tell } from "./render.ts";

const SCENARIO = v.parse(Scenario, {});

/** A side of one stream, by what differs. */
function of(name: string, more: Partial<ResolvedSide> = {}, rest: Parameters<typeof side>[3] = {}): SideTrace {
  return side(name, {}, [run()], { side: more, ...rest });
}

/** The changes from one side to another, as they are printed. */
function diff(a: SideTrace, b: SideTrace): string[] {
  return changesOf(a, b).map(({ sign, text }) => `${sign} ${text}`);
}

function nginx(more: Partial<LayerVersion> = {}): { versions: Record<string, LayerVersion> } {
  return {
    versions: { nginx: { version: "1.26.3", image: "buffering-lab/nginx:1.26.3", imageId: "sha256:aaa", ...more } },
  };
}

describe("images and versions", () => {
  test("the version says it where it differs", () => {
    expect(diff(of("a", {}, nginx()), of("b", {}, nginx({ version: "1.31.3", image: "nginx:1.31" })))).toEqual([
      "- nginx 1.26.3",
      "+ nginx 1.31.3",
    ]);
  });

  test("two images of one version are not the same, nor are two builds of one image", () => {
    const official = nginx({ image: "nginx:1.26", imageId: "sha256:bbb" });
    expect(diff(of("a", {}, nginx()), of("b", {}, official))).toEqual([
      "- nginx 1.26.3 from buffering-lab/nginx:1.26.3",
      "+ nginx 1.26.3 from nginx:1.26",
    ]);
    expect(diff(of("a", {}, nginx()), of("b", {}, nginx({ imageId: "sha256:0123456789abcdef" })))).toEqual([
      "- nginx 1.26.3 from buffering-lab/nginx:1.26.3 aaa",
      "+ nginx 1.26.3 from buffering-lab/nginx:1.26.3 0123456789ab",
    ]);
  });

  test("what was asked for says it where nothing was read, or the software says the same", () => {
    const [a, b] = [of("a"), of("b", { versions: { nginx: "1.31.3" } })];
    const asked = ["- nginx asked for: its default version", "+ nginx asked for: 1.31.3"];
    expect(diff(a, b)).toEqual(asked);
    expect(diff({ ...a, ...nginx() }, { ...b, ...nginx() })).toEqual(asked);
    expect(diff({ ...a, ...nginx() }, { ...b, ...nginx({ version: "1.31.3" }) })).toHaveLength(2);
  });

  test("the path line tells images of one version apart, and says what was asked for in vain", () => {
    const official = nginx({ image: "nginx:1.26", imageId: "sha256:bbb" });
    const asked = of("c", { versions: { nginx: "1.31.3" } }, nginx());
    expect(pathsOf([of("a", {}, nginx()), of("b", {}, official)]).map(({ path }) => path)).toEqual([
      "probe > nginx 1.26.3 (buffering-lab/nginx:1.26.3) > app > mock-llm",
      "probe > nginx 1.26.3 (nginx:1.26) > app > mock-llm",
    ]);
    expect(pathsOf([of("a", {}, nginx()), asked]).map(({ sides, path }) => `${sides.join()}: ${path}`)).toEqual([
      "a: probe > nginx 1.26.3 > app > mock-llm",
      "c: probe > nginx 1.26.3 (asked: 1.31.3) > app > mock-llm",
    ]);
  });

  test("the lab's own code has the version that was asked for, not that of its runtime", () => {
    const app = { app: { version: "24.19.0", image: "buffering-lab/app:2.0.0", imageId: "sha256:c" } };
    const paths = pathsOf([of("a", { versions: { app: "2.0.0" } }, { versions: app })]);
    expect(paths[0]!.path).toBe("probe > nginx > app 2.0.0 > mock-llm");
  });
});

describe("configs", () => {
  const withConfig = (nginxConfig: Config): SideTrace => of("a", { configs: { nginx: nginxConfig } });

  test("of one file are compared whatever the file is called", () => {
    const [on, off] = [config("on", "a;\n  buffering on;\n"), config("off", "a;\n  buffering off;\n")];
    expect(diff(withConfig(on), withConfig(off))).toEqual(["- buffering on;", "+ buffering off;"]);
  });

  test("of several files are compared file by file, and those that differ are named", () => {
    const files = (name: string, more: Record<string, string>) =>
      config(name, { [`${name}.conf`]: "js_import x;\n", ...more });
    const a = withConfig(files("njs-on", { "njs-on.js": "hold();\n" }));
    const b = withConfig(files("njs-off", { "njs-off.js": "pass();\n", "extra.conf": "more;\n" }));
    expect(diff(a, b)).toEqual(["  njs-on.js:", "- hold();", "+ pass();", "  extra.conf:", "+ more;"]);
  });

  test("of a folder are compared by their place in it", () => {
    const a = withConfig(config("one", { "one/site.conf": "listen 80;\n", "one/mime.types": "x\n" }));
    const b = withConfig(config("two", { "two/site.conf": "listen 81;\n", "two/mime.types": "x\n" }));
    expect(diff(a, b)).toEqual(["  one/site.conf:", "- listen 80;", "+ listen 81;"]);
  });

  test("that are called otherwise and say the same are no difference", () => {
    expect(diff(withConfig(config("on", "x;\n")), withConfig(config("other", "x;\n")))).toEqual([]);
  });

  test("that are a person's own get no hint at a folder of the layer", () => {
    const long = (word: string): Config => ({
      ...config("site", Array.from({ length: 20 }, (_, index) => `${word} ${index};`).join("\n")),
      source: "given",
    });
    expect(diff(withConfig(long("a")), withConfig(long("b"))).at(-1)).toBe("  ... 29 more changed lines");
  });
});

describe("readers and scenarios", () => {
  const told = (name: string, readers: Parameters<typeof side>[3], scenario = SCENARIO): SideTrace =>
    side(name, {}, [run([{ reader: "slow" }, { reader: "fast" }])], { ...readers, side: { scenario } });

  test("a scenario that is a reader's own is its own difference, one of the side is said once", () => {
    const slow = { slow: { scenario: { ...SCENARIO, gapMs: 500 } } };
    expect(diff(told("a", {}), told("b", { readers: slow }))).toEqual(["+ slow.scenario.gapMs: 500"]);
    const longer = { ...SCENARIO, tokens: 48 };
    const both = { slow: { scenario: longer }, fast: { scenario: longer } };
    expect(diff(told("a", {}), told("b", { readers: both }, longer))).toEqual([
      "- scenario.tokens: 24",
      "+ scenario.tokens: 48",
    ]);
  });

  test("what all readers are told alike is said once", () => {
    const http2 = { slow: { httpVersion: "2" }, fast: { httpVersion: "2" } } as const;
    expect(diff(told("a", {}), told("b", { readers: http2 }))).toEqual([
      "- readers.httpVersion: 1.1",
      "+ readers.httpVersion: 2",
    ]);
  });

  test("where a reader enters is said unless it follows from the path", () => {
    const inner = { slow: { at: "app", entry: { scheme: "http", host: "app", port: 8080 } } } as const;
    expect(diff(told("a", {}), told("b", { readers: inner }))).toEqual(["+ slow.at: app"]);
    const direct = of("b", { path: ["app", "mock-llm"] }, { readers: { reader: { at: "app" } } });
    expect(diff(of("a"), direct)).toEqual(["- path: nginx > app > mock-llm", "+ path: app > mock-llm"]);
    expect(pathsOf([told("b", { readers: inner })])[0]!.path).toBe("probe at app + probe > nginx > app > mock-llm");
  });

  test("TLS and patience are a reader's fields", () => {
    const tls = { reader: { entry: { scheme: "https", host: "upstream", port: 8443 }, patienceMs: 100 } } as const;
    expect(diff(of("a"), of("b", {}, { readers: tls }))).toEqual([
      "- reader.scheme: http",
      "+ reader.scheme: https",
      "+ reader.patienceMs: 100",
    ]);
  });

  test("many readers of one layer that only one side has share a line", () => {
    const crowd = side("b", {}, [run(Array.from({ length: 8 }, (_, index) => ({ reader: `r-${index + 1}` })))]);
    expect(diff(of("a"), crowd)).toEqual(["- reader reader (probe)", "+ 8 readers (r-1 to r-8) (probe)"]);
  });

  test("what stands beside the path is part of it", () => {
    expect(diff(of("a"), of("b", { beside: ["ext-proc"] }))).toEqual(["+ beside: ext-proc"]);
  });

  test("the pace names readers that are told something else, and sizes that are cycled", () => {
    const slow = { slow: { scenario: { ...SCENARIO, gapMs: 500, tokens: 4 } } };
    expect(sayPace(told("a", { readers: slow }))).toBe("24 tokens, 75 ms apart; slow: 4 tokens, 500 ms apart");
    const sizes = of("a", { scenario: { ...SCENARIO, eventBytes: [200, 16384] } }, {});
    const same = {
      ...sizes,
      side: { ...sizes.side, readers: { reader: { ...sizes.side.readers.reader!, scenario: sizes.side.scenario } } },
    };
    expect(sayPace(same)).toBe("24 tokens, 75 ms apart, 200 B, 16.0 KB events");
  });

  test("of many readers with an answer each the pace is a range, and what was sent one lane", () => {
    const each = (index: number): { scenario: Scenario } => ({
      scenario: { ...SCENARIO, tokens: 8 + index, gapMs: 30 + 10 * (index % 2), ttftMs: 60 },
    });
    const crowd = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`reader-${index + 1}`, each(index)]));
    const many = side("a", {}, [run(Object.keys(crowd).map((reader) => ({ reader })))], { readers: crowd });
    expect(sayPace(many)).toBe("9 readers: 8 to 16 tokens, 30 ms to 40 ms apart, the first after 60 ms");
    const sent = tell(experiment([many])).lanes.filter(({ of }) => of === "sent");
    expect(sent.map(({ label }) => label)).toEqual(["sent"]);
  });

  test("a model that is told different things has a lane of its own for each", () => {
    const slow = { slow: { scenario: { ...SCENARIO, gapMs: 500 } } };
    const labels = tell(experiment([told("a", { readers: slow }), told("b", { readers: slow }), told("c", {})])).lanes;
    expect(labels.map(({ label }) => label)).toEqual([
      ...["sent slow", "sent fast", "a slow", "a fast", "b slow", "b fast", "sent", "c slow", "c fast"],
    ]);
  });
});

test("what is sent is not drawn again for a side whose readers only start at other times", () => {
  const later = side("b", {}, [run([{ reader: "slow" }])], { readers: { slow: { startMs: 500 } } });
  const labels = tell(experiment([of("a"), later])).lanes.map(({ label }) => label);
  expect(labels).toEqual(["sent", "a", "b"]);
});

test("nobody knows what a URL's model sent: there is no lane of it, and no pace", () => {
  const url = { at: null, entry: { scheme: "https", host: "api.example.org", port: 443 } } as const;
  const given = side("url", undefined, [run({}, { sendLog: null })], { side: { path: [] }, readers: { reader: url } });
  const story = tell(experiment([given]), { url: { seen: { shape: "looks held" } } });
  expect(story.lanes.map(({ label }) => label)).toEqual(["url"]);
  expect(story.pace).toBe("what was sent is unknown");
  expect(story.paths[0]!.path).toBe("probe at https://api.example.org:443");
});
