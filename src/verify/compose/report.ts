import { sayCount } from "../../model/say.ts";
import type { Hop } from "../../model/hop.ts";
import type { LimitReport, LocationReport, VerifyFinding } from "../document.ts";
import type { Fault, Rule } from "../product.ts";
import type { Place } from "../route.ts";
import { emptyReport } from "../summary.ts";
import { limitsSaid } from "./limit-report.ts";
import type { EntryMeasured } from "./loop.ts";
import { routeOf, truthAt } from "./truth.ts";

/** Rules of a stack, for the help that SARIF carries. */
export const STACK_RULES: readonly Pick<Rule, "id" | "help">[] = [
  { id: "compose/holds", help: "tokens wait in a service of the stack" },
  { id: "compose/loses", help: "tokens are lost in a service of the stack" },
  { id: "compose/cuts", help: "a service of the stack cuts a silence, or a long answer" },
];

/** What else is known of a service. */
export interface ServiceFacts {
  /** Where it stands in the person's file. */
  readonly at: Place;
  /** It calls the model: it is the app. */
  readonly calls: boolean;
  /** The command that verifies its config by itself; null: it has none that the lab knows. */
  readonly next: string | null;
  /** Limits that its own config says: read, and no more. */
  readonly limits?: readonly LimitReport[];
}

/** A service that is to blame. */
interface Guilty {
  readonly service: string;
  readonly fault: Fault;
  readonly says: string;
}

/** The locations of a stack: its entry, then the services behind it that were asked by themselves. */
export function stackReports(
  all: readonly EntryMeasured[],
  facts: (service: string) => ServiceFacts,
): LocationReport[] {
  const guilty = guiltyOf(all);
  return all.map(({ entry, ask, done, chain, guessed, trouble = null, limits: tried = [], proved }, index) => {
    const truth = truthAt(entry, done);
    const why = trouble === null ? truth.why : `${truth.why}; ${trouble}`;
    const route = routeOf(entry, done, ask.path);
    // each is told where it was asked; one that was not asked by itself, at the entry
    const own = guilty.filter(({ service }) =>
      all.some((each) => each.entry.service === service) ? service === entry.service : index === 0,
    );
    const findings = own.map((each) => findingOf(each, all, truth.faults, facts(each.service)));
    const { limits, findings: cuts, withstood } = limitsSaid(tried, facts, proved);
    const verdict = truth.verdict === "streams" && cuts.length > 0 ? "cuts" : truth.verdict;
    return {
      ...emptyReport(route, verdict, guessed === null ? why : sayGuessed(guessed, why)),
      ...{ cells: truth.cells + tried.length, holds: truth.holds, limits, findings: [...findings, ...cuts] },
      ...(withstood === undefined ? {} : { withstood }),
      ...(chain === null ? {} : { hops: chain }),
    };
  });
}

function sayGuessed(paths: readonly string[], why: string | null): string {
  return `no question reached the model at ${paths.join(", ")}: --path; the nearest: ${why ?? "no answer"}`;
}

/** Who holds, by packets; where those say nothing, the innermost service that does what the entry does. */
function guiltyOf(all: readonly EntryMeasured[]): Guilty[] {
  const [entry] = all;
  if (entry === undefined) return [];
  const fault = truthAt(entry.entry, entry.done).faults[0]?.fault;
  if (fault === undefined) return [];
  const holders = fault === "holds" ? holdersIn(all) : [];
  if (holders.length > 0) {
    return holders.toReversed().map((hop) => ({ service: hop.hop, fault, says: sayPackets(hop) }));
  }
  const faulty = all.filter((each) => truthAt(each.entry, each.done).faults.some((seen) => seen.fault === fault));
  const last = faulty.at(-1)!.entry;
  const alone = all.length === 1;
  const says = alone ? `${last.service}, or a service behind it: ${WORDS[fault]}` : `${last.service} ${WORDS[fault]}`;
  return [{ service: last.service, fault, says }];
}

/** Hops that hold, by packets. What streams in lockstep when it is asked by itself does not: no clock took part in that. */
function holdersIn(all: readonly EntryMeasured[]): readonly Hop[] {
  const streaming = all.filter(({ entry, done }) => truthAt(entry, done).verdict === "streams");
  const hops = (all[0]?.chain?.hops ?? []).filter(({ verdict }) => verdict === "holds");
  return hops.filter(({ hop }) => !streaming.some(({ entry }) => entry.service === hop));
}

const WORDS: Partial<Record<Fault, string>> = { holds: "holds the answer", loses: "loses tokens" };

function sayPackets({ hop, in: came, out: left }: Hop): string {
  return `${hop} holds the answer: it came to it in ${sayCount(came.length, "step")}, and left in ${left.length}`;
}

function findingOf(
  { service, fault, says }: Guilty,
  all: readonly EntryMeasured[],
  faults: readonly { readonly fault: Fault; readonly seen: string }[],
  { at, calls, next }: ServiceFacts,
): VerifyFinding {
  const inner = all.slice(all.findIndex(({ entry }) => entry.service === service) + 1);
  const streams = inner.find(({ entry, done }) => truthAt(entry, done).verdict === "streams");
  const behind = streams === undefined ? "" : `; asked at ${streams.entry.service}:${streams.entry.port} it streams`;
  return {
    ...{ rule: `compose/${fault}`, level: "error", file: at.file, line: at.line, text: at.text },
    message: `${says}${behind}`,
    ...{ seen: faults.find((each) => each.fault === fault)?.seen ?? WORDS[fault] ?? fault, cures: [] },
    ...{ by: calls ? "app" : "proxy", experiment: "", next },
  };
}
