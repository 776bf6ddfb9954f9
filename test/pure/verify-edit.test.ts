import { describe, expect, test } from "vitest";
import { isAllowed } from "../../src/verify/allow.ts";
import { diffOf, edited, sayEdit } from "../../src/verify/edit.ts";
import type { Edit } from "../../src/verify/product.ts";
import { nextRound, pairsOf } from "../../src/verify/rounds.ts";
import { secondsOf } from "../../src/verify/seconds.ts";
import { fillTemplate } from "../../src/verify/template.ts";
import { finding } from "./verify-documents.ts";

const file = { name: "a.conf", text: "one\ntwo\nthree\n" };
const insert = (afterLine: number, text: string, name = "a.conf"): Edit => ({
  kind: "insert",
  file: name,
  afterLine,
  text,
});
const replace = (line: number, text: string): Edit => ({ kind: "replace", file: "a.conf", line, text });
const remove = (line: number): Edit => ({ kind: "remove", file: "a.conf", line });

describe("edits", () => {
  test("count lines as they stood, whatever their order", () => {
    expect(edited(file, [insert(3, "four"), remove(1), replace(2, "TWO")])).toBe("TWO\nthree\nfour\n");
  });

  test("keep CRLF, and leave other files alone", () => {
    expect(edited({ ...file, text: "one\r\ntwo\r\n" }, [insert(1, "x")])).toBe("one\r\nx\r\ntwo\r\n");
    expect(edited(file, [insert(1, "x", "b.conf")])).toBe(file.text);
  });

  test("the same line is added once, though two locations want it", () => {
    expect(edited(file, [insert(1, "x"), insert(1, "x")])).toBe("one\nx\ntwo\nthree\n");
  });

  test("of one line: two cures of a location that has one line are both in it", () => {
    const line = "location / { proxy_pass http://app; } # mine";
    const of = (text: string): string => line.replace("{ ", `{ ${text} `);
    const both = (...texts: string[]): string =>
      edited(
        { name: "a.conf", text: line },
        texts.map((text) => replace(1, text)),
      );
    expect(both(of("proxy_buffering off;"), of("proxy_http_version 1.1;"))).toBe(
      of("proxy_buffering off; proxy_http_version 1.1;"),
    );
    expect(both(of("gzip off;"), line.replace("; }", "; access_log off; }"))).toBe(
      of("gzip off;").replace("; }", "; access_log off; }"),
    );
    expect(both(of("gzip off;"), of("gzip off;"))).toBe(of("gzip off;"));
  });

  test("of one line that change the same part: the last counts", () => {
    expect(edited(file, [replace(2, "tqo"), replace(2, "tmno")])).toContain("tmno\n");
  });

  test("say themselves, in a line and as a diff that patch takes", () => {
    const edits = [insert(2, "  x"), replace(2, " y"), remove(3), insert(2, "x", "b.conf")];
    expect(edits.map((edit) => sayEdit(edit, "a.conf"))).toEqual([
      ...["+ x   after line 2", "y   in place of line 2", "without line 3", "+ x   after b.conf line 2"],
    ]);
    expect(diffOf(file, [insert(2, "x")])).toBe(
      "--- a/a.conf\n+++ b/a.conf\n@@ -1,3 +1,4 @@\n one\n two\n+x\n three\n",
    );
  });
});

describe("rounds", () => {
  const trial = (of: string, ...edits: Edit[]) => ({ of, edits });

  test("one trial of each owner, side by side", () => {
    const [a, b, c] = [trial("a", insert(1, "x")), trial("b", insert(2, "x")), trial("a", remove(3))];
    expect(nextRound([a, c, b])).toEqual([a, b]);
  });

  test("the same line in the same way is one trial; in another way it waits", () => {
    const [a, b, c] = [trial("a", remove(3)), trial("b", remove(3)), trial("c", replace(3, "x"))];
    expect(nextRound([a, b, c])).toEqual([a, b]);
  });

  test("pairs are the likeliest first, and never of one line", () => {
    expect(pairsOf([remove(1), replace(1, "x"), remove(2)], 9)).toEqual([
      [remove(1), remove(2)],
      [replace(1, "x"), remove(2)],
    ]);
  });
});

test.for([
  ["60", 60],
  ["60s", 60],
  ["1m30s", 90],
  ["1h 30m", 5400],
  ["500ms", 0.5],
  ["0", null],
  ["0s", null],
  ["$timeout", null],
] as const)("%s is %s seconds", ([text, seconds]) => {
  expect(secondsOf(text)).toBe(seconds);
});

describe("a comment allows a rule", () => {
  const own = (...lines: string[]) => [{ name: "nginx.conf", text: lines.join("\n") }];
  const at = (line: number) => finding({ line });
  test.for([
    ["above it", own("# lab: allow nginx/holds", "proxy_pass x;"), 2, true],
    ["on its line", own("proxy_pass x; # lab: allow nginx/holds"), 1, true],
    ["above other comments", own("# lab: allow nginx/holds", "# because", "proxy_pass x;"), 3, true],
    ["among others", own("# lab: allow nginx/cuts, nginx/holds", "proxy_pass x;"), 2, true],
    ["not from further up", own("# lab: allow nginx/holds", "a;", "proxy_pass x;"), 3, false],
    ["not another rule", own("# lab: allow nginx/cuts", "proxy_pass x;"), 2, false],
    ["not a rule that begins so", own("# lab: allow nginx/holds-more", "proxy_pass x;"), 2, false],
  ] as const)("%s", ([, files, line, allowed]) => {
    expect(isAllowed(at(line), files)).toBe(allowed);
  });
});

describe("a template", () => {
  const variable = (name: string, decides: boolean, fallback: string | null = null) => ({
    name,
    line: 1,
    decides,
    fallback,
  });
  const text = "a ${WAIT}; b {$WAIT}; c {{ WAIT }}; d ${WAIT:-5s}; e $WAIT; f ${WAITING}";

  test("is filled in, in each way to write a variable", () => {
    const { file: filled } = fillTemplate({ name: "t", text }, [variable("WAIT", true)], { WAIT: "9s" });
    expect(filled.text).toBe("a 9s; b 9s; c 9s; d 9s; e 9s; f ${WAITING}");
  });

  test("what decides is asked for; what does not is invented, and told", () => {
    const { missing, assumed } = fillTemplate(
      { name: "t", text },
      [variable("WAIT", true), variable("HOST", false)],
      {},
    );
    expect(missing).toEqual([
      { file: "t", line: 1, says: "WAIT has no value, and may decide", hint: "--env WAIT=..." },
    ]);
    expect(assumed).toEqual(["HOST=lab"]);
  });

  test("its own value counts before an invented one", () => {
    expect(fillTemplate({ name: "t", text }, [variable("WAIT", true, "5s")], {})).toMatchObject({
      ...{ missing: [], assumed: ["WAIT=5s (the template's own)"] },
    });
  });

  test("a value of the person's is never told", () => {
    expect(fillTemplate({ name: "t", text }, [variable("WAIT", true)], { WAIT: "secret" }).assumed).toEqual([
      "WAIT from --env",
    ]);
  });
});
