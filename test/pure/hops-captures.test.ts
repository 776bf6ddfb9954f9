import { describe, expect, test } from "vitest";
import { hopsOf } from "../../src/hops/index.ts";
import { LabError } from "../../src/model/error.ts";
import { later, PACED, talk, together } from "./hops-talks.ts";
import { inPieces, locatedPackets, nameOf, pcapOf } from "./hops-wire.ts";

const packets = [talk("reader", "outer", together(PACED, 2501)), talk("outer", "model", PACED)].flatMap(
  (each) => each.packets,
);
const file = pcapOf(packets);

async function refusal(...files: Buffer[]): Promise<string> {
  const captures = files.map((each, index) => ({ name: `${"ab"[index]}.pcap`, source: inPieces(each, 1000) }));
  try {
    await hopsOf(captures, nameOf);
    return "none";
  } catch (error) {
    if (error instanceof LabError) return `${error.code}: ${error.message} (${error.observed})`;
    throw error;
  }
}

describe("what is no use as a capture", () => {
  const patched = (at: number, hex: string): Buffer =>
    Buffer.concat([file.subarray(0, at), Buffer.from(hex, "hex"), file.subarray(at + hex.length / 2)]);

  test.each([
    ["empty", Buffer.alloc(0), "a.pcap is no packet capture (0 bytes)"],
    ["text", Buffer.from("GET / HTTP/1.1 and more of it"), "a.pcap is no packet capture (it begins with 47455420)"],
    ["pcapng", patched(0, "0a0d0d0a"), "a.pcap is a pcapng file (it begins with 0a0d0d0a)"],
    ["compressed", patched(0, "1f8b0800"), "a.pcap is compressed (it begins with 1f8b0800)"],
    ["another link", patched(20, "69000000"), "a.pcap was captured on a link that is not read here (link type 105)"],
    [
      "cut off",
      file.subarray(0, file.length - 7),
      `a.pcap is cut off in the middle of packet ${packets.length} (72 bytes are left over)`,
    ],
    ["a length that is none", patched(24 + 8, "ffffff7f"), "a.pcap is damaged at packet 1 (2147483647 bytes captured)"],
    ["without TCP", pcapOf([]), "a.pcap has no TCP connection (0 packets)"],
  ])("%s", async (_, bytes, message) => {
    expect(await refusal(bytes)).toBe(`capture_unreadable: ${message}`);
  });

  test("stamps that go back", async () => {
    expect(await refusal(Buffer.concat([file, file.subarray(24)]))).toMatch(
      /a.pcap has two clocks, or two captures one after the other/,
    );
  });

  test("files of two clocks", async () => {
    const other = pcapOf(packets.map((each) => ({ ...each, atMs: each.atMs + 300 })));
    expect(await refusal(file, other)).toBe(
      "capture_unreadable: a.pcap, b.pcap have two clocks (the same packet is stamped 300 ms apart)",
    );
  });
});

test("the same packets in two files count once", async () => {
  const captures = ["a", "b"].map((name) => ({ name, source: inPieces(file, 1000) }));
  const { located } = await hopsOf(captures, nameOf);
  expect(located.map(({ chain }) => chain.hops[0]!.why)).toEqual(["to-the-end"]);
});

test("a hole makes what came after it unknown, and says how much is missing", async () => {
  const streams = [talk("reader", "outer", later(PACED, 0.4)), talk("outer", "model", PACED)];
  const data = streams[1]!.packets.filter((each) => each.data.length > 200 && each.from.startsWith("10.0.0.5"));
  const without = streams.flatMap((each) => each.packets).filter((each) => each !== data[4]);
  const { located } = await locatedPackets(without);
  const [hop] = located[0]!.chain.hops;
  expect({ verdict: hop!.verdict, why: hop!.why, bytes: hop!.whyBytes }).toEqual({
    verdict: "unknown",
    why: "lost",
    bytes: data[4]!.data.length,
  });
});

describe("what does not fit into memory", () => {
  const captures = (bytes: Buffer): Parameters<typeof hopsOf>[0] => [{ name: "big.pcap", source: inPieces(bytes) }];

  test("beyond so many bytes the lengths count alone", async () => {
    const { located } = await hopsOf(captures(file), nameOf, { payload: 600, segments: 1e6 });
    expect(located.map(({ chain }) => chain.hops[0]!)).toMatchObject([{ why: "to-the-end", basis: "bytes" }]);
  });

  test("beyond so many packets it says how to cut it", async () => {
    const refused = hopsOf(captures(file), nameOf, { payload: 1e6, segments: 20 });
    await expect(refused).rejects.toThrow("the capture has more packets than can be looked at together");
  });

  test("a body of one long line costs no more than its length", async () => {
    const outer = talk("reader", "outer", [], { endMs: null, head: "HTTP/1.1 200 OK\r\n\r\n" });
    for (let n = 0; n < 400; n++) outer.down(1000 + n * 10, Buffer.alloc(50_000, "x"));
    const { located } = await locatedPackets(outer.packets);
    expect(located[0]!.way[0].curve.arrivals.length).toBe(400);
  });
});
