import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chainOf, gradesOf } from "../test/chains.ts";
import type { Chain, Grade } from "../test/chains.ts";

/** Whom packets name in random chains. */
export interface ChainsTally {
  chains: number;
  /** Chains whose cured side did not stream, or that could not be measured. */
  none: number;
  sides: number;
  guilty: number;
  right: number;
  silent: number;
  wrong: number;
}

/**
 * Measures random chains, and grades each of their sides with the paced verdict as referee.
 * @param seeds of the chains: the same seed is the same chain
 */
export async function benchChains(
  seeds: readonly number[],
  report: (chain: Chain, grades: Grade[] | null) => void = () => {},
  untilMs = Infinity,
): Promise<ChainsTally> {
  process.env.LAB_RESULTS = mkdtempSync(join(tmpdir(), "lab-chains-")); // read when the store is loaded
  const [{ openSession }, { loadLayers }, { subjectOf }] = await Promise.all([
    import("../src/run.ts"),
    import("../src/catalog/layers.ts"),
    import("../src/catalog/subject.ts"),
  ]);
  const layers = loadLayers();
  const chains = seeds.map(chainOf);
  const subjects = chains.map(({ experiment }) => subjectOf(experiment, layers));
  const options = { layers, overrides: {}, keep: false, tap: true, env: {}, listen: null };
  const tally: ChainsTally = { chains: 0, none: 0, sides: 0, guilty: 0, right: 0, silent: 0, wrong: 0 };
  await using session = await openSession(subjects, { ...options, signal: new AbortController().signal });
  for (const [index, chain] of chains.entries()) {
    if (performance.now() > untilMs) break;
    const { verdict } = await session.run(subjects[index]!);
    const grades = gradesOf(chain, verdict);
    tally.chains += 1;
    if (grades === null) tally.none += 1;
    for (const { word, guilty } of grades ?? []) {
      tally.sides += 1;
      tally.guilty += guilty.length > 0 ? 1 : 0;
      tally[word] += 1;
    }
    report(chain, grades);
  }
  return tally;
}

if (import.meta.main) {
  const [from = 1, count = 200, seconds = Infinity] = process.argv.slice(2).map(Number);
  const seeds = Array.from({ length: count }, (_, index) => from + index);
  const tally = await benchChains(
    seeds,
    ({ seed, pass, hold, experiment: { readers } }, grades) => {
      const { scheme, httpVersion, headers } = readers.reader!;
      const path = Object.entries({ ...pass, ...hold }).map(([place, variant]) => `${place}:${variant}`);
      console.log(`seed ${seed}  ${scheme}/${httpVersion} ${headers["accept-encoding"] ?? ""}  ${path.join(" > ")}`);
      for (const each of grades ?? []) {
        console.log(
          `  ${each.word.padEnd(7)}${each.side}: guilty ${each.guilty.join(", ") || "-"}; named ${each.named.join(", ") || "-"}; unknown ${each.unknown.join(", ") || "-"}`,
        );
      }
      if (grades === null) console.log("  none");
    },
    seconds * 1000,
  );
  console.log(JSON.stringify(tally));
}
