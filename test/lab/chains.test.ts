import { expect, test } from "vitest";
import { benchChains } from "../../bench/chains.ts";

/** Twelve chains that nobody has looked at: another dozen each day, so that no rule is tuned to one. */
const FIRST_SEED = Math.floor(Date.now() / 86_400_000) * 12;

test("in a dozen random chains nobody innocent is named", { timeout: 400_000 }, async () => {
  const seeds = Array.from({ length: 12 }, (_, index) => FIRST_SEED + index);
  const tally = await benchChains(seeds, ({ seed }, grades) => {
    for (const { word, side, guilty, named } of grades ?? []) {
      expect
        .soft(word, `seed ${seed}, ${side}: guilty ${guilty.join(", ")}, named ${named.join(", ")}`)
        .not.toBe("wrong");
    }
  });
  process.stderr.write(`random chains from seed ${FIRST_SEED}: ${JSON.stringify(tally)}\n`);
  expect(tally.sides).toBeGreaterThan(0);
});
