import type { OwnWords, Placed, Product, Refusal } from "../product.ts";
import { firstSetup, treated, treatmentFor, TREATMENT_LIMIT } from "../setup.ts";
import type { Pair, Setup } from "../setup.ts";
import type { Stand } from "../stand.ts";

/** Of a product's own words. */
const LONGEST = 400;

/** A config with all that it needed to load; or with what was put in until it was clear why it does not. */
export interface Loaded {
  readonly setup: Setup;
  readonly refused: Refusal | null;
}

/**
 * Puts in what is missing until the product's own check is content.
 * @param ownName the person's name for a path in the container
 * @param names upstreams that can be read in the files: each of them would cost a try
 */
export async function load(
  product: Product,
  placed: Placed,
  stand: Stand,
  pair: Pair,
  ownName: (path: string) => string | null,
  names: readonly string[] = [],
): Promise<Loaded> {
  let setup = firstSetup(placed, names);
  for (let tries = 0; tries < TREATMENT_LIMIT; tries++) {
    const { output, exitCode } = await stand.run(setup, placed.check);
    if (exitCode === 0) return { setup, refused: null };
    if (exitCode === null) return { setup, refused: hangs(placed) };
    const treatment = treatmentFor(output, product.treatments);
    const next = treatment === null ? null : treated(setup, treatment, pair);
    const own = (): Refusal => complaint(output, ownName, product.complaint?.(output));
    if (next === null) return { setup, refused: own() };
    if ("says" in next) return { setup, refused: asked(own(), next) };
    setup = next;
  }
  const says = `it needs more than ${TREATMENT_LIMIT} things put in`;
  return { setup, refused: { file: "", line: null, says, hint: null } };
}

/** What the person must give, and the product's own words for it. */
function asked(own: Refusal, { says, hint }: Refusal): Refusal {
  return { ...own, says: `${says} (${own.says})`, hint };
}

function hangs({ check }: Placed): Refusal {
  return { file: "", line: null, says: `its own check does not end (${check.join(" ")})`, hint: null };
}

/**
 * The product's own line, at the person's file and line where it names a path.
 * @param read the same as the product's folder reads it; null: it does not
 */
export function complaint(
  output: string,
  ownName: (path: string) => string | null,
  read: OwnWords | null = null,
): Refusal {
  if (read !== null) {
    const file = read.path === null ? null : ownName(read.path);
    return { file: file ?? "", line: file === null ? null : read.line, says: read.says.slice(0, LONGEST), hint: null };
  }
  const lines = output.split("\n").map((line) => line.trim());
  const telling = lines.find((line) => /emerg|fatal|alert|error|invalid|unknown|cannot|failed|unable/i.test(line));
  const says = telling ?? lines.findLast((line) => line !== "") ?? "its own check fails without a word";
  for (const [, path, line] of says.matchAll(/(\/[^\s:"',]+):(\d+)/g)) {
    const file = ownName(path!);
    if (file !== null) return { file, line: Number(line), says: shortened(says), hint: null };
  }
  return { file: "", line: null, says: shortened(says), hint: null };
}

/** Without the time, the level and the process that products begin their lines with, and without the lab's own path at its end. */
function shortened(says: string): string {
  return says
    .replace(/^\S*nginx: /, "")
    .replace(/^\[?\d{4}[-/]\d\d[-/]\d\d[T ][\d:.]+Z?\]?\s*/, "")
    .replace(/^\[\w+\] (?:\d+#\d+: )?/, "")
    .replace(/ in \/[^\s:]+:\d+$/, "")
    .slice(0, LONGEST);
}
