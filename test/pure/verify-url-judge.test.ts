import { describe, expect, test } from "vitest";
import { decideAlone, decideDirect } from "../../src/verify/url/compare.ts";
import type { UrlReading } from "../../src/verify/url/document.ts";
import { judgeRead } from "../../src/verify/url/judge.ts";
import type { RawRead } from "../../src/verify/url/raw.ts";

type At = readonly [atMs: number, text: string];

/** An answer whose parts came as told, by what differs from an event stream in chunks. */
function raw(parts: readonly At[], more: Partial<RawRead> = {}): RawRead {
  return {
    ...{
      sent: true,
      protocol: "HTTP/1.1",
      status: 200,
      contentType: "text/event-stream",
      encoding: null,
      length: null,
    },
    ...{
      chunked: true,
      location: null,
      headersMs: 5,
      endedMs: (parts.at(-1)?.[0] ?? 5) + 1,
      end: "complete",
      code: null,
    },
    parts: parts.map(([atMs, text]) => ({ atMs, bytes: Buffer.from(text) })),
    ...more,
  };
}
const event = (index: number): string => `data: {"n":${index}}\n\n`;
const times = (count: number, firstMs: number, gapMs: number): number[] =>
  Array.from({ length: count }, (_, index) => firstMs + index * gapMs);
const paced = times(16, 300, 60).map((atMs, index): At => [atMs, event(index)]);
/** Long events in parts of so many bytes, a second apart. */
const inSteps = (bytes: number): At[] => {
  const body = Array.from({ length: 80 }, (_, index) => `data: ${String(index).padStart(192, ".")}\n\n`).join("");
  return Array.from({ length: Math.ceil(body.length / bytes) }, (_, index): At => [
    1000 * (index + 1),
    body.slice(index * bytes, (index + 1) * bytes),
  ]);
};
const judged = (...args: Parameters<typeof raw>): UrlReading => judgeRead("url", "plain", raw(...args));

describe("what arrivals look like", () => {
  test("an event every 60 ms is in pace", () => {
    expect(judged(paced)).toMatchObject({ word: "in pace", says: "in pace", events: 16, firstMs: 300, why: null });
  });

  test("all at once after a long wait looks held", () => {
    const all = paced.map(([, text]) => text).join("");
    expect(judged([[1300, all]])).toMatchObject({ word: "looks held", events: 16, steps: 1, stepBytes: null });
  });

  test("4 KB at a time looks stepped by 4096 bytes, wherever an event is cut", () => {
    expect(judged(inSteps(4096))).toMatchObject({ word: "looks stepped", says: "looks stepped by 4096 bytes" });
  });

  test("steps of several sizes are said to be about one", () => {
    const parts = [3, 9, 4, 8, 5].map((count, index): At => [500 * (index + 1), event(7).repeat(count)]);
    expect(judged(parts).says).toMatch(/^looks stepped by about \d+ bytes$/u);
  });

  test("plain text has no events: equal large parts are steps, small ones a pace", () => {
    const text = { contentType: "text/plain" };
    const steps = times(5, 400, 400).map((atMs, index): At => [atMs, "x".repeat(index === 4 ? 100 : 4096)]);
    expect(judged(steps, text).says).toBe("looks stepped by 4096 bytes");
    const words = times(16, 400, 60).map((atMs): At => [atMs, "word "]);
    expect(judged(words, text).word).toBe("in pace");
  });

  test("a heartbeat is no event", () => {
    const beats = times(8, 100, 100).map((atMs): At => [atMs, ": ping\n\n"]);
    const all = paced.map(([, text]) => text).join("");
    expect(judged([...beats, [1300, all]])).toMatchObject({ word: "looks held", events: 16 });
  });

  test("lines end with CRLF, and parts anywhere", () => {
    const body = times(6, 0, 1)
      .map((index) => `data: ${index}\r\n\r\n`)
      .join("");
    const parts = times(body.length, 100, 12).map((atMs, index): At => [atMs, body[index]!]);
    expect(judged(parts)).toMatchObject({ events: 6, word: "in pace", firstMs: 100 + 12 * 10 });
  });

  test.for([
    ["text/plain", event(1)],
    ["text/html", event(1)],
    ["application/x-ndjson", '{"a":1}\n'],
    ["application/json", '{"a":1}\n'],
  ] as const)("a stream that is called %s is one", ([contentType, unit]) => {
    const parts = times(8, 300, 60).map((atMs): At => [atMs, unit]);
    expect(judged(parts, { contentType })).toMatchObject({ events: 8, word: "in pace" });
  });
});

describe("what cannot be known says why, and what to do", () => {
  test.for([
    ["a silence", raw([...paced, [4300, event(17)]]), /^it was silent for 3\.10 s before event 17, /u],
    ["three events", raw(paced.slice(0, 3)), /^only 3 events came/u],
    ["an instant", raw(times(8, 30, 1).map((atMs) => [atMs, event(1)])), /^all of it came within 7 ms/u],
    ["401", raw([], { status: 401 }), /^the answer is an error: status 401$/u],
    ["a redirect", raw([], { status: 307, location: "https://b/x" }), /a redirect to https:\/\/b\/x \(status 307\)$/u],
    ["no body", raw([], { status: 204 }), /^the answer has no body \(status 204\)$/u],
    ["one document", raw([[900, "{}"]], { contentType: "application/json" }), /no stream: application\/json, 2 B$/u],
    ["a page", raw([[9, "<p>"]], { contentType: "text/html", length: "3" }), /no stream: text\/html, 3 B$/u],
    ["no end", raw(paced, { end: "time-up", endedMs: 60_000 }), /not over after 60 s; 16 events and/u],
    ["no answer", raw([], { status: null, end: "time-up", endedMs: 60_000 }), /^no answer came within 60 s$/u],
    ["megabytes", raw(paced, { end: "too-long" }), /^the answer is too long to read to its end/u],
    ["a cut", raw(paced, { end: "failed", code: "UND_ERR_SOCKET" }), /closed before the end .*; 16 events/u],
    [
      "nobody",
      raw([], { status: null, end: "failed", code: "ECONNREFUSED" }),
      /^nobody listens there \(ECONNREFUSED\)$/u,
    ],
    ["TLS", raw([], { status: null, end: "failed", code: "DEPTH_ZERO_SELF_SIGNED_CERT" }), /^TLS failed \(DEPTH/u],
    ["anything", raw([], { status: null, end: "failed", code: "EWEIRD" }), /^the request failed \(EWEIRD\)$/u],
  ] as const)("%s", ([, read, why]) => {
    const reading = judgeRead("url", "plain", read as RawRead);
    expect(reading).toMatchObject({ word: "unknown", says: "cannot be known" });
    expect(reading.why).toMatch(why);
  });
});

describe("what several answers say", () => {
  const reading = (more: Partial<UrlReading> = {}): UrlReading => ({ ...judged(paced), ...more });
  const held = { word: "looks held", says: "looks held" } as const;
  const unknown = { word: "unknown", says: "cannot be known", why: "w" } as const;
  const direct = (firstMs: number, more: Partial<UrlReading> = {}): UrlReading =>
    reading({ of: "direct", firstMs, ...more });

  test("the worst decides, and which request it was is said", () => {
    expect(decideAlone([reading(), reading({ ask: "compressed", ...held })])).toMatchObject({
      ...held,
      exit: 1,
      notes: ["with compression offered it looks held, asked plainly it is in pace"],
    });
    expect(decideAlone([reading(), reading()])).toMatchObject({ word: "in pace", exit: 0 });
    expect(decideAlone([reading(), reading({ ask: "http2", ...unknown })])).toMatchObject({ exit: 2 });
    expect(decideAlone([reading(unknown), reading(held)])).toMatchObject({ exit: 1 });
  });

  test("held here, in pace behind: what lies between", () => {
    const decision = decideDirect([direct(300), reading({ ...held, firstMs: 1300 })]);
    expect(decision).toMatchObject({ word: "looks held", exit: 1, difference: { decides: "held between" } });
  });

  test("a whole stream that is 1.5 s late is held too, though it is in pace", () => {
    const decision = decideDirect([direct(300), reading({ firstMs: 1850 }), direct(350)]);
    expect(decision).toMatchObject({ word: "looks held", exit: 1, difference: { laterMs: 1500, noiseMs: 250 } });
  });

  test.for([
    ["250 ms", [300, 550, 300]],
    ["twice what the direct answers differ by", [300, 1500, 800]],
    ["half of the only direct answer", [2000, 2900]],
  ] as const)("a difference within %s is noise", ([, [first, own, second]]) => {
    const all = [direct(first), reading({ firstMs: own }), ...(second === undefined ? [] : [direct(second)])];
    expect(decideDirect(all)).toMatchObject({ word: "in pace", exit: 0, difference: { decides: "no difference" } });
  });

  test("both look held: it is not between them", () => {
    expect(decideDirect([direct(300, held), reading(held)])).toMatchObject({ word: "unknown", exit: 2 });
  });

  test("one that tells nothing decides nothing", () => {
    expect(decideDirect([direct(300, unknown), reading(held)])).toMatchObject({ exit: 2 });
    expect(decideDirect([direct(300), reading(unknown)])).toMatchObject({ exit: 2 });
  });
});
