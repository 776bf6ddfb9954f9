import type { LockstepLog } from "../model/scenario.ts";
import type { MetricsDocument, VerdictDocument } from "../model/result.ts";
import type { TraceDocument } from "../model/trace.ts";
import type { Kind, VerdictWord } from "../model/words.ts";
import { curveOf, drawCurve } from "./curve.ts";
import { differencesOf } from "./differences.ts";
import type { Change } from "./differences.ts";
import { sayBytes, saySeconds } from "../model/say.ts";
import { groupBy, longest, paint, wrap } from "./format.ts";
import type { Page } from "./format.ts";
import { drawMatrix } from "./matrix.ts";
import { pathsOf, sayPace } from "./path.ts";
import { drawTimeline, rowsOf } from "./timeline.ts";

/** One experiment, measured and judged. */
export interface Result {
  readonly trace: TraceDocument;
  readonly metrics: MetricsDocument;
  readonly verdict: VerdictDocument;
  /** Where it is kept, as the person may type it. */
  readonly resultPath: string;
}

/** Colour of each verdict, here and in the tables. */
export const VERDICT_STYLES = { pass: "green", fail: "red", inconclusive: "yellow" } as const satisfies Record<
  VerdictWord,
  string
>;

const DIFF_LABELS: Record<Kind, string> = {
  fix: "the fix",
  innocent: "differs",
  placebo: "placebo",
  version: "differs",
  control: "differs",
};

/** The final text of one experiment: path, time line, what was changed, why, proof, verdict. No line break at its end. */
export function renderExperiment(result: Result, page: Page): string {
  const { verdict, trace } = result;
  const curve = curveOf(result, page.width);
  const rows = rowsOf(result, curve?.readers ?? []);
  const laneGutter = longest(rows.map((row) => row.label)) + 4;
  // long names of sides widen the picture's first column only as far as the text stays readable
  const gutter = Math.max(10, Math.min(laneGutter, 16));
  const section = (label: string, lines: readonly string[]): string[] =>
    lines.map((line, index) =>
      `  ${paint(page, "dim", (index === 0 ? label : "").padEnd(gutter - 2))}${line}`.trimEnd(),
    );
  const wrapped = (text: string): string[] => wrap(text, page.width - gutter);
  return [
    ...titleLines(verdict, page),
    ...section("path", pathLines(trace, page.width - gutter)),
    ...drawTimeline(rows, Math.max(gutter, laneGutter), page),
    ...(curve === null ? [] : drawCurve(curve, page)),
    ...section("matrix", drawMatrix(result, page.width - gutter, page)),
    ...section(
      trace.sides.length > 2 ? "changes" : DIFF_LABELS[verdict.kind],
      diffLines(trace, page, page.width - gutter),
    ),
    ...section("why", wrapped(trace.why)),
    ...section("proof", proofLines(result).flatMap(wrapped)),
    ...section("log", Object.entries(verdict.sides).flatMap(quoteLines)),
    ...section("failed", failedLines(verdict).flatMap(wrapped)),
    ...section("unclear", unclearLines(result).flatMap(wrapped)),
    verdictLine(result, page),
  ].join("\n");
}

function titleLines({ experiment, title }: VerdictDocument, page: Page): string[] {
  const inline = experiment.length + 3 + title.length <= page.width;
  return inline
    ? [`${paint(page, "bold", experiment)}   ${title}`]
    : [paint(page, "bold", experiment), ...wrap(title, page.width - 2).map((line) => `  ${line}`)];
}

function pathLines({ sides }: TraceDocument, width: number): string[] {
  const paths = pathsOf(sides);
  const lines = paths.flatMap((each) =>
    wrap(paths.length === 1 ? each.path : `${each.sides.join(", ")}: ${each.path}`, width),
  );
  const pace = sides[0] === undefined ? "" : sayPace(sides[0]);
  const [only] = lines;
  if (lines.length === 1 && only !== undefined && only.length + 5 + pace.length <= width)
    return [`${only}     ${pace}`];
  return [...lines, ...wrap(pace, width)];
}

/** How each side differs from the first. Sides that differ in the same way share an entry; with two sides there is nothing to name. */
function diffLines({ sides }: TraceDocument, page: Page, width: number): string[] {
  const [first, ...others] = sides.filter((side) => side.error === null);
  if (first === undefined) return [];
  const diffs = others.map((side) => ({ name: side.side.name, changes: differencesOf(first, side) }));
  const groups = [...groupBy(diffs, ({ changes }) => JSON.stringify(changes)).values()];
  return groups.flatMap((group) => {
    const lines = group[0]!.changes.map((change) => paintChange(change, page));
    if (lines.length === 0) lines.push("nothing: the same configuration, version and request");
    if (sides.length === 2) return lines;
    const names = wrap(`${first.side.name} to ${group.map(({ name }) => name).join(", ")}:`, width);
    return [...names, ...lines.map((line) => `  ${line}`)];
  });
}

function paintChange({ sign, text }: Change, page: Page): string {
  const style = sign === "-" ? "red" : sign === "+" ? "green" : "dim";
  return paint(page, style, `${sign} ${text}`);
}

/** How lockstep went, side by side; sides that say the same share a line. */
function proofLines({ verdict, trace }: Result): string[] {
  const said = trace.sides.flatMap(({ side }) => {
    const log = verdict.sides[side.name]?.lockstep ?? null;
    return log === null ? [] : [{ name: side.name, text: sayLockstep(log, side.scenario.tokens) }];
  });
  if (said.length === 0) return [];
  const groups = [...groupBy(said, ({ text }) => text)];
  const sides = groups.map(([text, group]) => `${group.map(({ name }) => name).join(", ")}: ${text}`);
  return ["lockstep: each token waits until the last one has arrived", ...sides];
}

function sayLockstep({ acknowledged, stoppedAtToken, outstandingBytes, letGo }: LockstepLog, tokens: number): string {
  if (stoppedAtToken === null) return `acknowledged ${acknowledged} of ${tokens}`;
  const held = outstandingBytes === null ? "bytes" : sayBytes(outstandingBytes);
  if (letGo === "middle") return `stopped at token ${stoppedAtToken}, let go with ${held} outstanding`;
  return `stopped at token ${stoppedAtToken}, ${held} outstanding ${letGo === "end" ? "at the end" : "and never let go"}`;
}

/** What a layer's own log says, where the experiment asked for it. */
function quoteLines([side, { quotes }]: [string, VerdictDocument["sides"][string]]): string[] {
  return Object.entries(quotes).map(([layer, line]) => `${side}, ${layer}: ${line}`);
}

function failedLines({ sides }: VerdictDocument): string[] {
  const failed = Object.entries(sides).filter(([, side]) => side.verdict === "fail");
  return failed.flatMap(([name, side]) =>
    side.findings
      .filter((finding) => !finding.ok)
      .map(({ what, reader, proof, expected, observed }) => {
        const whose = reader === null || Object.keys(side.readers).length === 0 ? name : `${name} ${reader}`;
        return `${whose}: ${what} expected ${expected}, observed ${observed} (${proof})`;
      }),
  );
}

/** Why it cannot be told: the controls, then each side that could not be judged. */
function unclearLines({ verdict, trace }: Result): string[] {
  const controls =
    verdict.kind === "control" || trace.controls === "pass"
      ? []
      : [`the controls did not pass on this build of the rig: ${trace.controls}`];
  const sides = Object.entries(verdict.sides).filter(([, side]) => side.verdict === "inconclusive");
  return [...controls, ...sides.map(([name, side]) => `${name}: ${side.reason ?? "no reason given"}`)];
}

function verdictLine({ verdict, resultPath }: Result, page: Page): string {
  const word = paint(page, ["bold", VERDICT_STYLES[verdict.verdict]], verdict.verdict);
  return `  ${word} in ${saySeconds(verdict.durationMs)}     ${resultPath}`;
}
