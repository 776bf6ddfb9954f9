import { expect, test } from "vitest";
import { benchChains } from "../../bench/chains.ts";

/** Twelve chains that no rule was tuned on; `node bench/chains.ts` looks at as many others as you like. */
const FIRST_SEED = 20_001;

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
