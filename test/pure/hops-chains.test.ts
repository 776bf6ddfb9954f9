import { brotliCompressSync, constants, createGzip, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Hops } from "../../src/hops/index.ts";
import type { HopChain } from "../../src/model/hop.ts";
import { chunk, eventText, later, PACED, talk, together } from "./hops-talks.ts";
import type { Times } from "./hops-talks.ts";
import { FIN, ACK, located, Talk } from "./hops-wire.ts";

const SNAP = { snap: 96 };

/** The chains of answers, with a word for each hop. */
function words({ located: found }: Hops): string[] {
  return found.map(({ chain }) => say(chain));
}

function say({ reader, hops, origin }: HopChain): string {
  return [reader, ...hops.map(({ hop, verdict, why }) => `${hop} ${verdict} ${why}`), origin.name].join(" > ");
}

/** reader > outer > inner > model, with what each connection carries. */
function chain(atReader: Times, atOuter: Times, atInner: Times): Talk[] {
  return [talk("reader", "outer", atReader), talk("outer", "inner", atOuter), talk("inner", "model", atInner)];
}

const end = PACED.at(-1)! + 0.4;
const streams = chain(later(PACED, 0.8), later(PACED, 0.4), PACED);
const innerHolds = chain(together(PACED, end + 0.5), together(PACED, end), PACED);
const outerHolds = chain(together(PACED, end + 0.5), later(PACED, 0.4), PACED);

describe("a chain of two hops", () => {
  test.each([
    ["whole packets", {}],
    ["lengths alone", SNAP],
  ])("from %s", async (_, options) => {
    expect(words(await located(streams, options))).toEqual([
      "reader > outer passes at-once > inner passes at-once > model",
    ]);
    expect(words(await located(innerHolds, options))).toEqual([
      "reader > outer unknown few-arrivals > inner holds to-the-end > model",
    ]);
    expect(words(await located(outerHolds, options))).toEqual([
      "reader > outer holds to-the-end > inner passes at-once > model",
    ]);
  });

  test("from lengths alone, where a held answer leaves together with its head", async () => {
    const atOnce = (times: Times, client: string, server: string): Talk =>
      talk(client, server, times, { headMs: times[0]! });
    const talks = [
      atOnce(together(PACED, end + 0.5), "reader", "outer"),
      atOnce(together(PACED, end), "outer", "inner"),
      talk("inner", "model", PACED),
    ];
    expect(words(await located(talks, SNAP))).toEqual([
      "reader > outer unknown few-arrivals > inner holds to-the-end > model",
    ]);
  });

  test("says what came and what left", async () => {
    const { located: found } = await located(outerHolds);
    const [hop] = found[0]!.chain.hops;
    expect(hop!.in).toHaveLength(16);
    expect(hop!.out.map(([, , events]) => events)).toEqual([16]);
    expect(hop!.basis).toBe("events");
    expect(hop!.waitMs!.max).toBeCloseTo(1500.5, 0);
    expect(found[0]!.chain.origin).toMatchObject({ name: "model", steps: 16, spanMs: 1500 });
  });

  test("in every link type, order of bytes and address family that is read", async () => {
    for (const options of [{ link: 101 }, { link: 113 }, { link: 276 }, { big: true }, { micro: true }]) {
      expect(words(await located(outerHolds, options))[0]).toContain("outer holds to-the-end");
    }
    const six = (name: string): string =>
      ({ reader: "fd00::2", outer: "fd00::3", inner: "fd00::4", model: "fd00::5" })[name] ?? name;
    const v6 = [talk(six("reader"), six("outer"), together(PACED, end)), talk(six("outer"), six("inner"), PACED)];
    expect(words(await located(v6))).toEqual(["fd00::2 > fd00::3 holds to-the-end > fd00::4"]);
  });

  test("without the connections' beginning", async () => {
    const late = outerHolds.map((each) => ({ ...each, packets: each.packets.slice(2) }) as unknown as Talk);
    expect(words(await located(late))).toEqual(["reader > outer holds to-the-end > inner passes at-once > model"]);
  });
});

describe("codings", () => {
  const gzipHead = (encoding: string): string =>
    `HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\nTransfer-Encoding: chunked\r\n\r\n`;

  test("gzip whose header leaves at once, and the rest at the end", async () => {
    const body = gzipSync(PACED.map((_, n) => eventText(n)).join(""));
    const conversation = talk("reader", "outer", [], { head: gzipHead("gzip"), endMs: null });
    conversation.down(951, chunk(body.subarray(0, 10))).down(end, chunk(body.subarray(10)));
    const { located: found } = await located([conversation, talk("outer", "model", PACED)]);
    const [hop] = found[0]!.chain.hops;
    expect(`${hop!.verdict} ${hop!.why} ${hop!.basis}`).toBe("holds to-the-end events");
  });

  test("gzip that is flushed with each event", async () => {
    const pieces = await flushed(PACED.map((_, n) => eventText(n)));
    const conversation = talk("reader", "outer", [], { head: gzipHead("gzip"), endMs: null });
    pieces.forEach((piece, n) => conversation.down(PACED[n]! + 0.5, chunk(piece)));
    const { located: found } = await located([conversation, talk("outer", "model", PACED)]);
    expect(found[0]!.chain.hops[0]).toMatchObject({ verdict: "passes", basis: "events" });
  });

  test("brotli at the end; and what is not what it says", async () => {
    const body = brotliCompressSync(PACED.map((_, n) => eventText(n)).join(""), {
      params: { [constants.BROTLI_PARAM_QUALITY]: 4 },
    });
    for (const encoding of ["br", "gzip", "exi"]) {
      const conversation = talk("reader", "outer", [], { head: gzipHead(encoding), endMs: null }).down(
        end,
        chunk(body),
      );
      const { located: found } = await located([conversation, talk("outer", "model", PACED)]);
      expect(found[0]!.chain.hops[0]).toMatchObject({
        verdict: "holds",
        basis: encoding === "br" ? "events" : "shape",
      });
    }
  });
});

/** Each text, compressed and flushed. */
async function flushed(texts: readonly string[]): Promise<Buffer[]> {
  const gzip = createGzip();
  const out: Buffer[] = [];
  for (const text of texts) {
    gzip.write(text);
    await new Promise<void>((done) => gzip.flush(constants.Z_SYNC_FLUSH, () => done()));
    const parts: Buffer[] = [];
    for (let part = gzip.read() as Buffer | null; part !== null; part = gzip.read() as Buffer | null) parts.push(part);
    out.push(Buffer.concat(parts));
  }
  return out;
}

describe("protocols", () => {
  const CLOSE = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
  const all = PACED.map((_, n) => eventText(n));

  test("an answer that ends with its connection, one with a length, one behind 100 Continue", async () => {
    const size = Buffer.byteLength(all.join(""));
    for (const head of [
      CLOSE,
      `HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`,
      `HTTP/1.1 100 Continue\r\n\r\n${CLOSE}`,
    ]) {
      const conversation = talk("reader", "outer", [], { head, endMs: null });
      conversation.down(end, all.join("")).fin("down", end + 0.1, FIN | ACK);
      expect(words(await located([conversation, talk("outer", "model", PACED)]))).toEqual([
        "reader > outer holds to-the-end > model",
      ]);
    }
  });

  test("HTTP/2 in clear text, several streams on one connection", async () => {
    const frame = (type: number, flags: number, stream: number, payload: string | Buffer = ""): Buffer => {
      const body = Buffer.from(payload as string);
      const header = Buffer.alloc(9);
      header.writeUIntBE(body.length, 0, 3);
      header.set([type, flags], 3);
      header.writeUInt32BE(stream, 5);
      return Buffer.concat([header, body]);
    };
    const conversation = new Talk("reader", "outer", 899);
    conversation.up(
      900,
      Buffer.concat([
        Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        frame(4, 0, 0),
        frame(1, 4, 1, "hpack"),
        frame(0, 1, 1, '{"user":"r1"}'),
      ]),
    );
    conversation.up(901, Buffer.concat([frame(1, 4, 3, "hpack"), frame(0, 1, 3, '{"user":"r2"}')]));
    conversation.down(910, frame(1, 4, 1, "hpack")).down(911, frame(1, 4, 3, "hpack"));
    all.forEach((text, n) => conversation.down(PACED[n]! + 0.5, frame(0, 0, 3, text)));
    conversation.down(end, frame(0, 0, 1, all.join("")));
    const inner = [
      talk("outer", "model", PACED, { body: '{"user":"r1"}' }),
      talk("outer", "model", PACED, { body: '{"user":"r2"}' }),
    ];
    expect(words(await located([conversation, ...inner]))).toEqual([
      "reader > outer holds to-the-end > model",
      "reader > outer passes at-once > model",
    ]);
    // with lengths alone the streams cannot be told apart
    expect(words(await located([conversation, ...inner], SNAP))[0]).toContain("outer unknown shared");
  });

  test("FastCGI", async () => {
    const record = (type: number, payload: string): Buffer => {
      const header = Buffer.from([1, type, 0, 1, 0, 0, 0, 0]);
      header.writeUInt16BE(payload.length, 4);
      return Buffer.concat([header, Buffer.from(payload)]);
    };
    const inner = new Talk("outer", "inner", 901, { port: 9000 });
    inner.up(
      901.5,
      Buffer.concat([
        record(1, "\0\x01\0\0\0\0\0\0"),
        record(4, "\x0b\x08REQUEST_URI/v1/chat"),
        record(4, ""),
        record(5, ""),
      ]),
    );
    inner.down(end, Buffer.concat([record(6, "Content-Type: text/event-stream\r\n\r\n"), record(6, all.join(""))]));
    inner.down(end + 0.1, record(3, "\0\0\0\0\0\0\0\0"));
    const chained = [talk("reader", "outer", together(PACED, end + 0.5)), inner, talk("inner", "model", PACED)];
    expect(words(await located(chained))).toEqual([
      "reader > outer unknown few-arrivals > inner holds to-the-end > model",
    ]);
    expect((await located(chained)).located[0]!.way[1]!.exchange.path).toBe("/v1/chat");
  });

  test("uwsgi", async () => {
    const words2 = ["REQUEST_URI", "/v1/chat", "REQUEST_METHOD", "POST"];
    const vars = Buffer.concat(words2.map((word) => Buffer.concat([Buffer.from([word.length, 0]), Buffer.from(word)])));
    const inner = new Talk("outer", "inner", 901, { port: 3031 }).up(
      901.5,
      Buffer.concat([Buffer.from([0, vars.length, 0, 0]), vars]),
    );
    inner
      .down(950, "HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
      .down(end, all.join(""))
      .fin("down", end);
    const chained = [talk("reader", "outer", together(PACED, end + 0.5)), inner, talk("inner", "model", PACED)];
    expect(words(await located(chained))).toEqual([
      "reader > outer unknown few-arrivals > inner holds to-the-end > model",
    ]);
  });

  test("TLS, by records that have come whole", async () => {
    const record = (type: number, bytes: number): Buffer =>
      Buffer.concat([Buffer.from([type, 3, 3, bytes >> 8, bytes & 255]), Buffer.alloc(bytes)]);
    const outer = new Talk("reader", "outer", 900, { port: 8443 })
      .up(900.5, record(22, 300))
      .down(901, record(22, 900));
    outer
      .up(901.2, Buffer.concat([record(20, 1), record(23, 53)]))
      .down(901.3, record(23, 255))
      .up(901.5, record(23, 250));
    const half = record(23, 3600);
    outer.down(960, record(23, 180)).down(1300, half.subarray(0, 1000)).down(end, half.subarray(1000)).fin("down", end);
    const chained = [outer, talk("outer", "model", PACED)];
    for (const options of [{}, SNAP])
      expect(words(await located(chained, options))).toContain("reader > outer holds to-the-end > model");
  });

  test("nobody knows which, by turns", async () => {
    const outer = new Talk("reader", "outer", 900)
      .up(900.2, Buffer.from([7, 7, 7]))
      .down(900.4, "ok")
      .up(900.6, Buffer.from([8, 8]));
    outer.down(950, "head").down(end, "all of it ".repeat(300));
    expect(words(await located([outer, talk("outer", "model", PACED)]))).toContain(
      "reader > outer holds to-the-end > model",
    );
  });
});

describe("pairing", () => {
  test("readers at the same time, paced and in lockstep, each with its own answer", async () => {
    const quick = PACED.map((_, n) => 1000 + n * 3.1);
    const body = (user: string) => ({ body: `{"model":"mock","user":"${user}"}` });
    const talks = [
      talk("reader", "outer", later(PACED, 0.4), body("r1")),
      talk("reader", "outer", later(quick, 0.4), body("r2")),
      talk("outer", "model", quick, body("r2")),
      talk("outer", "model", PACED, body("r1")),
    ];
    const { located: found } = await located(talks);
    expect(found.map(({ way }) => way.map(({ exchange }) => exchange.requestBody))).toEqual(
      ["r1", "r2"].map((user) => [body(user).body, body(user).body]),
    );
  });

  test("encrypted readers that start a moment after each other, each with its own answer", async () => {
    const record = (type: number, bytes: number): Buffer =>
      Buffer.concat([Buffer.from([type, 3, 3, bytes >> 8, bytes & 255]), Buffer.alloc(bytes)]);
    const talks = [0, 4, 8, 60, 64].flatMap((startMs) => {
      const times = later(PACED, startMs);
      const outer = new Talk("reader", "outer", 900, { port: 8443 })
        .up(900.5, record(22, 300))
        .up(901, record(23, 250));
      for (const atMs of [960, ...later(times, 0.4)]) outer.down(atMs, record(23, 240));
      return [outer, talk("outer", "model", times, { body: `{"user":"r1:${startMs}"}` })];
    });
    const { located: found } = await located(talks);
    expect(found.map(({ chain }) => say(chain))).toEqual(Array(5).fill("reader > outer passes at-once > model"));
  });

  test("a filter that is shown the answer is a call beside it", async () => {
    const shown = new Talk("outer", "filter", 905, { port: 9002 }).up(905, "show");
    PACED.forEach((atMs, n) => shown.up(atMs + 0.1, eventText(n)).down(atMs + 250, eventText(n)));
    const talks = [talk("reader", "outer", later(PACED, 250.4)), shown, talk("outer", "model", PACED)];
    const { located: found } = await located(talks);
    const chain = found.find(({ way }) => way[0].client === "reader")!.chain;
    expect(say(chain)).toBe("reader > outer holds for-a-while > model");
    expect(chain.hops[0]!.sideCalls).toEqual(["filter"]);
  });

  test("a hop that answers by itself is the origin", async () => {
    expect(words(await located([talk("reader", "outer", PACED)]))).toEqual(["reader > outer"]);
  });
});

describe("windows", () => {
  /** A reader that takes what comes only every 400 ms. */
  const slow = (syn: boolean): Talk[] => {
    const big = (n: number): string => eventText(n, 200).replace("\n\n", `${"x".repeat(8000)}\n\n`);
    const outer = talk("reader", "outer", [], { syn, endMs: null, text: big });
    PACED.forEach((atMs, n) => {
      outer.room(atMs - 1, 0); // zero window
      outer.room(atMs + 98, 500).down(atMs + 98.1, chunk(big(n)));
    });
    return [outer, talk("outer", "model", PACED, { text: big, syn })];
  };

  test("a hop that waits for its reader's room passes", async () => {
    expect(words(await located(slow(true)))).toEqual(["reader > outer passes window > model"]);
  });

  test("without the SYN nobody knows the window's scale, and it is not judged", async () => {
    expect(words(await located(slow(false)))).toEqual(["reader > outer holds for-a-while > model"]);
  });
});
