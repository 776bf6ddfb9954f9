import { blamed, ruleFor } from "./blame.ts";
import type { Cure, LimitReport, VerifyFinding } from "./document.ts";
import { diffOf, sayEdit } from "./edit.ts";
import type { Measured } from "./plan.ts";
import type { Edit, Fault, OwnFile, Product, Rule } from "./product.ts";
import type { Place, Route } from "./route.ts";
import { ANSWER_S, SILENCE_S } from "./thresholds.ts";
import { waits } from "./symptoms.ts";
import type { FaultSeen } from "./truth.ts";

/** A change that cured a fault, with what was seen. */
export interface CureSeen {
  readonly edits: readonly Edit[];
  readonly seen: string;
}

/** What a finding is made from. */
export interface FindingContext {
  readonly product: Product;
  /** As the person wrote them: diffs are of these. */
  readonly files: readonly OwnFile[];
}

/** What cannot go on is an error; what costs tokens of nobody is a warning. */
const LEVELS: Partial<Record<Fault, VerifyFinding["level"]>> = {
  "goes-on": "warning",
  hides: "warning",
  refuses: "warning",
};

/** The finding of a fault, at the line that lets it happen. */
export function findingOf(
  route: Route,
  fault: FaultSeen,
  cure: CureSeen | null,
  context: FindingContext,
): VerifyFinding {
  const { filter, rule } = blamed(route, fault, context.product);
  const cures = cure === null ? [] : [curesOf(cure, context.files)];
  return {
    ...found(route, rule, fault.fault, filter?.at),
    ...(filter === null ? {} : { message: filter.says }),
    ...{ level: LEVELS[fault.fault] ?? "error", seen: fault.seen },
    cures: fault.fault === "holds" ? [...cures, ...appCures(fault)] : cures,
  };
}

/** The finding of a limit that is short enough to be told; null: none. */
export function limitFinding(
  route: Route,
  limit: LimitReport,
  cure: CureSeen | null,
  context: FindingContext,
  seen: string | null = null,
): VerifyFinding | null {
  const level = levelOf(limit);
  if (level === null) return null;
  const rule = ruleFor(route, "cuts", limit.kind, context.product);
  const at = limit.file === null ? route.at : lineAt(context.files, limit.file, limit.line!);
  const proved =
    limit.proof === "read"
      ? "read, not measured"
      : limit.proof === "waited"
        ? "waited for"
        : "proved with 2 s in its place";
  return {
    ...found(route, rule, "cuts", at),
    level: limit.proof === "read" ? "warning" : level, // what was only read is not judged
    message: `${SAYS[limit.kind]} ${limit.seconds} s${limit.file === null ? ", the product's default" : ""}`,
    seen: seen ?? proved,
    cures: cure === null ? [] : [curesOf(cure, context.files)],
  };
}

function lineAt(files: readonly OwnFile[], file: string, line: number): Place {
  const text = files.find(({ name }) => name === file)?.text.split(/\r?\n/)[line - 1] ?? "";
  return { file, line, text: text.trim() };
}

const SAYS: Record<LimitReport["kind"], string> = {
  idle: "the answer is cut after a silence of",
  headers: "the answer is given up when nothing has come for",
  total: "every answer is cut after",
};

/** How bad a limit is; null: it is told among the limits, and is no fault. The rule stands with the thresholds. */
export function levelOf({ kind, seconds }: LimitReport): VerifyFinding["level"] | null {
  return seconds <= (kind === "total" ? ANSWER_S : SILENCE_S) ? "error" : null;
}

function found(route: Route, rule: Rule, fault: Fault, at?: Place): Omit<VerifyFinding, "level" | "seen" | "cures"> {
  const reading = rule.reads?.(route) ?? null;
  const place = at ?? reading?.at ?? (fault === "goes-on" ? route.at : route.target.at);
  return {
    ...{ rule: rule.id, file: place.file, line: place.line, text: place.text },
    ...{ message: reading?.says ?? rule.help, by: rule.by, experiment: rule.experiment },
  };
}

function curesOf({ edits, seen }: CureSeen, files: readonly OwnFile[]): Cure {
  const touched = files.filter(({ name }) => edits.some((edit) => edit.file === name));
  return {
    diff: touched.map((file) => diffOf(file, edits)).join(""),
    text: edits.map((edit) => sayEdit(edit, files[0]!.name)).join(", and "),
    seen,
  };
}

/** What the app could do by itself: measured beside the fault. */
function appCures({ appCures: cells = [] }: FaultSeen): Cure[] {
  const headers = new Map(cells.map(({ cell }) => [JSON.stringify(cell.origin.headers), cell.origin.headers]));
  return [...headers].flatMap(([key, header]) => {
    const own = cells.filter(({ cell }) => JSON.stringify(cell.origin.headers) === key);
    if (own.some(isHeldStill)) return [];
    const text = Object.entries(header)
      .map(([name, value]) => `${name}: ${value}`)
      .join(", ");
    return [{ diff: null, text: `${text}   from your app`, seen: "streamed" }];
  });
}

function isHeldStill({ seen }: Measured): boolean {
  return seen.some((each) => each.held !== null || waits(each) || each.got < each.sent);
}
