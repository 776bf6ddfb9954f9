import fc from "fast-check";
import { expect, test } from "vitest";
import { later, PACED, talk, together } from "./hops-talks.ts";
import { locatedPackets } from "./hops-wire.ts";
import type { FileOptions, Sent, Talk } from "./hops-wire.ts";

const end = PACED.at(-1)! + 0.5;
const inSteps = PACED.map((_, n) => PACED[Math.min(15, n - (n % 4) + 3)]! + 0.4);
const CASES: Readonly<Record<string, readonly Talk[]>> = {
  streams: [talk("reader", "outer", later(PACED, 0.4)), talk("outer", "model", PACED)],
  held: [talk("reader", "outer", together(PACED, end)), talk("outer", "model", PACED)],
  steps: [talk("reader", "outer", inSteps), talk("outer", "model", PACED)],
  delayed: [talk("reader", "outer", later(PACED, 250)), talk("outer", "model", PACED)],
};

/** What the network may do to one segment: cut it, send parts twice, let parts overtake each other. All within a third of a millisecond. */
const Mischief = fc.record({
  cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 }),
  order: fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 4, maxLength: 4 }),
  again: fc.option(
    fc.record({
      from: fc.double({ min: 0, max: 1, noNaN: true }),
      afterMs: fc.double({ min: 0.01, max: 400, noNaN: true }),
    }),
  ),
});
type Mischief = typeof Mischief extends fc.Arbitrary<infer T> ? T : never;

function done(packet: Sent, { cuts, order, again }: Mischief): Sent[] {
  const { data, seq } = packet;
  if (data.length === 0) return [packet];
  const at = [0, ...cuts.map((cut) => Math.floor(cut * data.length)).sort((a, b) => a - b), data.length];
  const parts = at.slice(1).map((to, index): Sent => part(packet, at[index]!, to, order[index]! / 1000));
  const retransmitted = again
    ? [part(packet, Math.floor(again.from * (data.length - 1)), data.length, again.afterMs)]
    : [];
  return [...parts.filter((each) => each.data.length > 0 && each.seq >= 0 && seq >= 0), ...retransmitted];
}

function part(packet: Sent, from: number, to: number, afterMs: number): Sent {
  const seq = (packet.seq + from) % 2 ** 32;
  return { ...packet, seq, data: packet.data.subarray(from, to), atMs: packet.atMs + afterMs };
}

async function words(packets: readonly Sent[], options: FileOptions): Promise<unknown> {
  const { located } = await locatedPackets(packets, options);
  return located.map(({ chain }) => chain.hops.map(({ hop, verdict, why, steps }) => ({ hop, verdict, why, steps })));
}

for (const [name, talks] of Object.entries(CASES)) {
  test.each([
    ["whole packets", {}],
    ["lengths alone", { snap: 96 }],
  ])(`${name}, from %s: how the bytes were cut, doubled and mixed up changes nothing`, async (_, options) => {
    const packets = talks.flatMap((each) => each.packets);
    const plain = await words(packets, options);
    const property = fc.asyncProperty(
      fc.array(Mischief, { minLength: packets.length, maxLength: packets.length }),
      async (mischief) => {
        expect(
          await words(
            packets.flatMap((packet, index) => done(packet, mischief[index]!)),
            options,
          ),
        ).toEqual(plain);
      },
    );
    await fc.assert(property, { numRuns: 40 });
  });
}
