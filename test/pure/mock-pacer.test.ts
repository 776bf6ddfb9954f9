import { expect, test } from "vitest";
import { nowNs } from "../../layers/mock-llm/src/clock.ts";
import { Pacer } from "../../layers/mock-llm/src/pacer.ts";

const MS = 1e6;

/** Sets an alarm for each offset, in this order, and waits for all of them. @returns offsets as they rang, and by how much each was late */
async function ring(pacer: Pacer, offsetsMs: readonly number[]): Promise<{ offsetsMs: number[]; lateNs: number[] }> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const startNs = nowNs();
  const rung: number[] = [];
  const lateNs: number[] = [];
  for (const offsetMs of offsetsMs)
    pacer.at(startNs + offsetMs * MS, () => {
      lateNs.push(nowNs() - startNs - offsetMs * MS);
      if (rung.push(offsetMs) === offsetsMs.length) resolve();
    });
  await promise;
  return { offsetsMs: rung, lateNs };
}

test.each([
  ["one, within reach of the rounds", [2]],
  ["one, that the timer has to wait for", [30]],
  ["a nearer one after a far one, and one that is past already", [40, 1, -5, 20]],
  ["more than a few", Array.from({ length: 200 }, (_, index) => (index * 37) % 50)],
])("alarms ring in order of their due times, each once and none early: %s", async (_, offsetsMs) => {
  const rung = await ring(new Pacer(), offsetsMs);
  expect(rung.offsetsMs).toEqual(offsetsMs.toSorted((a, b) => a - b));
  expect(Math.min(...rung.lateNs)).toBeGreaterThanOrEqual(0);
});

test("a pacer that has come to rest takes up again", async () => {
  const pacer = new Pacer();
  await ring(pacer, [1]);
  await ring(pacer, [8]);
  expect((await ring(pacer, [3, 2])).offsetsMs).toEqual([2, 3]);
});

test("a cancelled alarm does not ring, and none rings within the call that sets it", async () => {
  const pacer = new Pacer();
  let rung = false;
  const cancel = pacer.at(nowNs() + 2 * MS, () => (rung = true));
  let within = true;
  const past = new Promise<void>((resolve) =>
    pacer.at(0, () => {
      expect(within).toBe(false);
      resolve();
    }),
  );
  within = false;
  cancel();
  await past;
  await ring(pacer, [4]);
  expect(rung).toBe(false);
});

test("under overload the event loop still turns", async () => {
  const pacer = new Pacer();
  let turns = 0;
  const count = setInterval(() => turns++, 1);
  const busy = (): void => {
    for (const untilNs = nowNs() + 0.5 * MS; nowNs() < untilNs;);
  };
  const { promise, resolve } = Promise.withResolvers<void>();
  for (let index = 0; index < 100; index++) pacer.at(index, index < 99 ? busy : resolve); // 50 ms of work, all of it due
  await promise;
  clearInterval(count);
  expect(turns).toBeGreaterThan(5);
});
