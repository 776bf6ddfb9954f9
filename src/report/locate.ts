import type { HopChain } from "../model/hop.ts";
import { sayCount, sayMs } from "../model/say.ts";
import { SCHEMA_VERSION } from "../model/trace.ts";
import { sayHop, sayPassage } from "./say/hop.ts";
import { longest, paint, wrap } from "./terminal/format.ts";
import type { Page } from "./terminal/format.ts";

/** Answers that are shown one by one; the rest are counted. */
const SHOWN = 5;

/** What `locate --json` prints. */
export interface LocateDocument {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  /** What over all answers is known: a hop holds, none does, or that cannot be told. */
  readonly verdict: "holds" | "passes" | "unknown";
  /** Hops that hold, the innermost of each answer first. */
  readonly holds: readonly string[];
  readonly answers: readonly HopChain[];
}

/** @param answers at least one */
export function locateDocument(answers: readonly HopChain[]): LocateDocument {
  const holds = answers.flatMap(({ hops }) => hops.filter(({ verdict }) => verdict === "holds").toReversed());
  const all = answers.flatMap(({ hops }) => hops);
  const verdict = holds.length > 0 ? "holds" : all.every((hop) => hop.verdict === "passes") ? "passes" : "unknown";
  return { schemaVersion: SCHEMA_VERSION, verdict, holds: [...new Set(holds.map(({ hop }) => hop))], answers };
}

/** The table of each answer, and one sentence. */
export function renderLocate(document: LocateDocument, page: Page): string {
  const { answers } = document;
  const worstFirst = answers.toSorted((a, b) => Number(holdsIn(b)) - Number(holdsIn(a)));
  const more = answers.length > SHOWN ? [`and ${sayCount(answers.length - SHOWN, "more answer")}`] : [];
  return [
    ...worstFirst.slice(0, SHOWN).flatMap((chain) => [...drawChain(chain, page), ""]),
    ...more,
    ...wrap(sayVerdict(document), page.width),
  ].join("\n");
}

function holdsIn({ hops }: HopChain): boolean {
  return hops.some(({ verdict }) => verdict === "holds");
}

function drawChain(chain: HopChain, page: Page): string[] {
  const { reader, hops, origin } = chain;
  const path = [reader, ...hops.map(({ hop }) => hop), origin.name];
  const [names, passages] = [longest([...path.slice(1)]), longest(hops.map(sayPassage))];
  const rows = hops.map((hop) => {
    const words = paint(
      page,
      hop.verdict === "holds" ? "red" : hop.verdict === "passes" ? "green" : "yellow",
      sayHop(hop, chain),
    );
    return `  ${hop.hop.padEnd(names)}  ${sayPassage(hop).padEnd(passages)}   ${words}`;
  });
  const sent = `  ${origin.name.padEnd(names)}  sent it in ${sayCount(origin.steps, "step")} in ${sayMs(origin.spanMs)}`;
  return [paint(page, "bold", path.join(" > ")), ...rows, sent];
}

function sayVerdict({ verdict, holds, answers }: LocateDocument): string {
  if (verdict === "holds") {
    const [first, ...others] = holds;
    return `${first} holds the answer${others.length > 0 ? `; so does ${others.join(", ")}` : ""}.`;
  }
  const { origin } = answers[0]!;
  const sent = `the origin, ${origin.name}, sent ${sayCount(origin.steps, "step")} in ${sayMs(origin.spanMs)}`;
  return verdict === "passes" ? `Nobody holds: ${sent}.` : `It cannot be known: ${sent}.`;
}
