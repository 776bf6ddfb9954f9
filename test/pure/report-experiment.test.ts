import { describe, expect, test } from "vitest";
import { inPace, inSteps, late, onlyFirst, toTheEnd } from "./paths.ts";
import { config, finding, PLAIN, render } from "./render.ts";
import { experiment, handshake, run, side } from "./traces.ts";

const BUFFERING_ON = "http {\n    server {\n        proxy_buffering on;\n    }\n}\n";
const NGINX = {
  nginx: { version: "1.26.3", image: "buffering-lab/nginx:1.26.3", imageId: "sha256:1" },
  app: { version: "24.19.0", image: "buffering-lab/app:1.0.0", imageId: "sha256:2" },
};
const broken = side("broken", { shape: "held" }, [run({ path: toTheEnd }), handshake("held")], {
  versions: NGINX,
  side: { configs: { nginx: config("buffering-on", BUFFERING_ON) } },
});
const fixed = side("fixed", { shape: "streamed" }, [run(), handshake("acknowledged")], {
  versions: NGINX,
  side: { configs: { nginx: config("buffering-off", BUFFERING_ON.replace("on;", "off;")) } },
});

describe("a fix", () => {
  const trace = experiment([broken, fixed]);

  test("reads from the path to the verdict", () => {
    expect(render(trace)).toMatchInlineSnapshot(`
      "written-by-hand   A trace written by hand
        path    probe > nginx 1.26.3 > app > mock-llm     24 tokens, 75 ms apart, 170 B events
        sent    |. . . . . . . . . . . . . . . . . . . . . . . .|
        broken  |                                              #|  TTFT 1.73 s  held to the end, 1 batch
        fixed   |. . . . . . . . . . . . . . . . . . . . . . . .|  TTFT 2 ms    streamed, 24 batches
                 0 s                  0.9 s                1.7 s   . 1 token   # more than 4
        the fix - proxy_buffering on;
                + proxy_buffering off;
        why     the numbers say so
        proof   lockstep: each token waits until the last one has arrived
                broken: stopped at token 1, 4.0 KB outstanding at the end
                fixed: acknowledged 24 of 24
        pass in 4.0 s     results/written-by-hand/latest"
    `);
  });

  test("on a narrow page the words go below the lanes, and no line is longer than the page", () => {
    const text = render(trace, { width: 60, colour: false });
    expect(text).toMatchInlineSnapshot(`
      "written-by-hand   A trace written by hand
        path    probe > nginx 1.26.3 > app > mock-llm
                24 tokens, 75 ms apart, 170 B events
        sent    |. . . . . . . . . . . . . . . . . . . . . . . .|
        broken  |                                              #|
                 TTFT 1.73 s  held to the end, 1 batch
        fixed   |. . . . . . . . . . . . . . . . . . . . . . . .|
                 TTFT 2 ms    streamed, 24 batches
                 0 s                  0.9 s                1.7 s
                 . 1 token   # more than 4
        the fix - proxy_buffering on;
                + proxy_buffering off;
        why     the numbers say so
        proof   lockstep: each token waits until the last one has
                arrived
                broken: stopped at token 1, 4.0 KB outstanding at
                the end
                fixed: acknowledged 24 of 24
        pass in 4.0 s     results/written-by-hand/latest"
    `);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  test("is plain without colour and coloured with it", () => {
    expect(render(trace)).not.toContain("\u001b");
    expect(render(trace, { width: 100, colour: true })).toContain("\u001b[31m- proxy_buffering on;");
  });
});

describe("the lanes", () => {
  test("steps say their size", () => {
    const stepped = side("broken", { shape: "batched" }, [run({ path: inSteps(8) })]);
    expect(render(experiment([stepped, fixed]))).toMatch(
      /\| +# +# +#\|  TTFT 527 ms  batched, 3 steps of 1\.3 KB \(8 tokens\)/,
    );
  });

  test("a stream that breaks off is marked where it does", () => {
    const record = { end: "reset", saying: "ECONNRESET" } as const;
    const cut = side("broken", { shape: "cut", end: "reset" }, [run({ path: onlyFirst(6), record })]);
    const text = render(experiment([cut, fixed]));
    expect(text).toMatch(/\|\.[ .]+x +\|  TTFT 2 ms  cut after 6 of 24 tokens, connection reset/);
    expect(text).toContain("x ended early");
  });

  test("a Content-Encoding on one side is said on all", () => {
    const record = { responseHeaders: { "content-encoding": "gzip" } };
    const zipped = side("broken", { shape: "held" }, [run({ path: toTheEnd, record })]);
    const text = render(experiment([zipped, fixed]));
    expect(text).toContain("held to the end, 1 batch, gzip");
    expect(text).toContain("streamed, 24 batches, not compressed");
  });

  test("several readers have a lane each, on the clock of their side", () => {
    const streams = [{ reader: "first" }, { reader: "second", startMs: 900, path: late(700) }];
    const shapes = { first: { shape: "streamed" }, second: { shape: "delayed" } } as const;
    const both = side("without", { readers: shapes }, [run(streams)]);
    const text = render(experiment([both, fixed]));
    expect(text).toMatch(/without first +\|\.{18} +\|  TTFT 2 ms +streamed/);
    expect(text).toContain("- reader first (probe)");
    expect(text).toMatch(/without second +\| {16}\.{18}\|  TTFT 701 ms +delayed by 700 ms, then in pace/);
  });

  test("many readers are counted", () => {
    const streams = Array.from({ length: 20 }, (_, index) => ({
      reader: `r${index}`,
      path: index < 8 ? inPace : toTheEnd,
    }));
    const readers = Object.fromEntries(streams.slice(8).map(({ reader }) => [reader, { shape: "held" as const }]));
    expect(render(experiment([side("load", { shape: "streamed", readers }, [run(streams)]), fixed]))).toMatch(
      /14 more readers: 2 streamed, 12 held/,
    );
  });

  test("twelve sides stay one picture", () => {
    const sides = Array.from({ length: 12 }, (_, index) =>
      side(`version-1.${index}`, { shape: index < 6 ? "held" : "streamed" }, [
        run({ path: index < 6 ? toTheEnd : inPace }),
      ]),
    );
    expect(render(experiment(sides, { kind: "version" }))).toMatchInlineSnapshot(`
      "written-by-hand   A trace written by hand
        path          probe > nginx > app > mock-llm     24 tokens, 75 ms apart, 170 B events
        sent          |. . .. . . . . .. . . . . .. . . . . .. . .|
        version-1.0   |                                          #|  TTFT 1.73 s  held to the end, 1 batch
        version-1.1   |                                          #|  TTFT 1.73 s  held to the end, 1 batch
        version-1.2   |                                          #|  TTFT 1.73 s  held to the end, 1 batch
        version-1.3   |                                          #|  TTFT 1.73 s  held to the end, 1 batch
        version-1.4   |                                          #|  TTFT 1.73 s  held to the end, 1 batch
        version-1.5   |                                          #|  TTFT 1.73 s  held to the end, 1 batch
        version-1.6   |. . . .. . . . .. . . . . .. . . . . .. . .|  TTFT 2 ms    streamed, 24 batches
        version-1.7   |. . . .. . . . .. . . . . .. . . . . .. . .|  TTFT 2 ms    streamed, 24 batches
        version-1.8   |. . . .. . . . .. . . . . .. . . . . .. . .|  TTFT 2 ms    streamed, 24 batches
        version-1.9   |. . . .. . . . .. . . . . .. . . . . .. . .|  TTFT 2 ms    streamed, 24 batches
        version-1.10  |. . . .. . . . .. . . . . .. . . . . .. . .|  TTFT 2 ms    streamed, 24 batches
        version-1.11  |. . . .. . . . .. . . . . .. . . . . .. . .|  TTFT 2 ms    streamed, 24 batches
                       0 s                0.9 s              1.7 s   . 1 token   # more than 4
        changes       version-1.0 to version-1.1, version-1.2, version-1.3, version-1.4, version-1.5,
                      version-1.6, version-1.7, version-1.8, version-1.9, version-1.10, version-1.11:
                        nothing: the same configuration, version and request
        why           the numbers say so
        pass in 4.0 s     results/written-by-hand/latest"
    `);
  });

  test("a side that was not measured says why", () => {
    const error = { code: "layer_failed", message: "nginx exited with code 1", hint: "docker logs shows it" };
    const text = render(experiment([broken, side("fixed", { shape: "streamed" }, [], { error })]));
    expect(text).toMatch(/fixed +\| +\| +not measured/);
    expect(text).toContain("unclear fixed: nginx exited with code 1; docker logs shows it");
    expect(text).toMatch(/inconclusive in 4\.0 s/);
  });

  test("nothing measured at all is no crash", () => {
    expect(render(experiment([]))).toContain("inconclusive");
  });
});

describe("what differs", () => {
  test("versions, scenario, readers, path and acts are said in the form of a diff", () => {
    const newer = { ...NGINX, nginx: { ...NGINX.nginx, version: "1.30.1", image: "nginx:1.30.1" } };
    const act = { at: { token: 5 }, do: "signal", layer: "nginx", signal: "SIGHUP", ends: false } as const;
    const other = side("fixed", { shape: "streamed" }, [run({ scenario: { tokens: 12 } })], {
      versions: newer,
      readers: { reader: { headers: { "accept-encoding": "gzip" } } },
      side: {
        acts: [act],
        path: ["nginx", "nginx#2", "app", "mock-llm"],
        configs: { nginx: config("buffering-on", BUFFERING_ON) },
      },
    });
    const text = render(experiment([broken, other]));
    const changes = text.split("\n").filter((line) => /^ {10}[-+] |the fix/.test(line));
    expect(changes.map((line) => line.slice(10))).toEqual([
      "- path: nginx > app > mock-llm",
      "+ path: nginx > nginx#2 > app > mock-llm",
      "- nginx 1.26.3",
      "+ nginx 1.30.1",
      "- scenario.tokens: 24",
      "+ scenario.tokens: 12",
      "+ reader.headers.accept-encoding: gzip",
      "+ at token 5: signal SIGHUP (nginx)",
    ]);
    expect(text).toContain("fixed: probe > nginx 1.30.1 > nginx#2 > app > mock-llm");
  });

  test("the config of a layer beside the path is compared too", () => {
    const beside = (name: string, text: string) =>
      side(name, {}, [run()], {
        versions: NGINX,
        side: { beside: ["ext-proc"], configs: { "ext-proc": config(name, text) } },
      });
    const text = render(experiment([beside("a", "await check();"), beside("b", "void check();")]));
    expect(text).toMatch(/- await check\(\);\n +\+ void check\(\);/);
  });

  test("equal diffs of several sides are shown once, long ones are cut with a hint", () => {
    const long = Array.from({ length: 30 }, (_, index) => `line ${index};`).join("\n");
    const changed = (name: string) =>
      side(name, {}, [run()], { versions: NGINX, side: { configs: { nginx: config("long", long) } } });
    const text = render(experiment([broken, changed("b"), changed("c")]));
    expect(text.match(/broken to b, c:/g)).toHaveLength(1);
    expect(text).toContain("... 24 more changed lines: diff layers/nginx/variants/{buffering-on,long}.*");
  });
});

describe("what is not as expected", () => {
  const wrong = side("fixed", { shape: "streamed" }, [run({ path: toTheEnd }), handshake("held")]);
  const findings = [
    finding({ expected: "streamed", observed: "held", ok: false }),
    finding({
      what: "lockstep",
      reader: null,
      proof: "lockstep",
      expected: "acknowledged",
      observed: "held",
      ok: false,
    }),
    finding({ what: "tokens", unit: "tokens", expected: { min: 24 }, observed: 24 }),
  ];
  const failed = { fixed: { seen: { shape: "held" }, judgement: { verdict: "fail", findings } } } as const;

  test("each failed finding is a line, with its proof", () => {
    const text = render(experiment([broken, wrong]), { width: 120, colour: false }, failed);
    expect(text).toContain("failed  fixed: shape expected streamed, observed held");
    expect(text).toContain("fixed: lockstep expected acknowledged, observed held");
    expect(text).not.toContain("tokens expected");
    expect(text).toMatch(/fail in 4\.0 s {5}results/);
  });

  test("controls that did not pass are the reason", () => {
    const doubts = [{ code: "controls", values: { control: "hold-all", verdict: "fail" } }] as const;
    const text = render(experiment([broken, fixed]), PLAIN, {}, { verdict: "inconclusive", doubts: [...doubts] });
    expect(text).toContain("unclear the controls did not pass on this build of the rig: control hold-all: fail");
    expect(text).toMatch(/inconclusive in 4\.0 s/);
  });

  test("a threshold in the middle is said in bytes, with its bounds", () => {
    const stepped = side("broken", { shape: "batched" }, [run({ path: inSteps(8) }), handshake("let-go")]);
    const text = render(experiment([stepped, fixed]));
    expect(text).toContain("broken: stopped at token 1, let go with 4.0 KB outstanding");
    expect(text).toContain("broken: holds more than 3910 and at most 4080 B (lockstep)");
  });
});
