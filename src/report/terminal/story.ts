import type { Kind } from "../../model/words.ts";
import { saySeconds } from "../../model/say.ts";
import { storyOf } from "../story.ts";
import type { Result, Story } from "../story.ts";
import type { Change } from "../story/change.ts";
import type { Said } from "../story/proof.ts";
import { drawCurve, placeCurve } from "./curve.ts";
import { longest, paint, VERDICTS, wrap } from "./format.ts";
import type { Page } from "./format.ts";
import { drawHops } from "./hops.ts";
import { drawFigures, drawMatrix } from "./tables.ts";
import { drawTimeline, shownLanes } from "./timeline.ts";

const DIFF_LABELS: Record<Kind, string> = {
  fix: "the fix",
  innocent: "differs",
  placebo: "placebo",
  version: "differs",
  control: "differs",
};

const SAME = "nothing: the same configuration, version and request";

/** The final text of one subject: path, time line, what was seen, what was changed, why, proof, verdict. No line break at its end. */
export function renderExperiment(result: Result, page: Page): string {
  return drawStory(storyOf(result), page);
}

/** A story on a page of this width, with or without colour. */
export function drawStory(story: Story, page: Page): string {
  const curve = placeCurve(story.curve, page.width);
  const lanes = shownLanes(story.lanes, curve?.readers ?? []);
  const laneGutter = longest(lanes.map(({ label }) => label)) + 4;
  // long names of sides widen the picture's first column only as far as the text stays readable
  const gutter = Math.max(10, Math.min(laneGutter, 16));
  const width = page.width - gutter;
  const section = (label: string, lines: readonly string[]): string[] =>
    lines.map((line, index) =>
      `  ${paint(page, "dim", (index === 0 ? label : "").padEnd(gutter - 2))}${line}`.trimEnd(),
    );
  const wrapped = (texts: readonly string[]): string[] => texts.flatMap((text) => wrap(text, width));
  return [
    ...titleLines(story, page),
    ...section("path", pathLines(story, width)),
    ...drawTimeline(lanes, Math.max(gutter, laneGutter), page),
    ...section("hops", drawHops(story.hops, width, page)),
    ...(curve === null ? [] : drawCurve(curve, page)),
    ...section("matrix", drawMatrix(story.matrix, width, page)),
    ...section("seen", drawFigures(story.figures, width, page)),
    ...section(changesLabel(story), changeLines(story, page, width)),
    ...section("why", wrapped([story.why])),
    ...section("proof", wrapped(proofLines(story))),
    ...section("log", wrapped(story.quotes)),
    ...section("failed", wrapped(story.failed)),
    ...section("unclear", wrapped(story.unclear)),
    ...section("note", wrapped(story.notes)),
    verdictLine(story, page),
  ].join("\n");
}

function titleLines({ subject, title }: Story, page: Page): string[] {
  const inline = subject.length + 3 + title.length <= page.width;
  return inline
    ? [`${paint(page, "bold", subject)}   ${title}`]
    : [paint(page, "bold", subject), ...wrap(title, page.width - 2).map((line) => `  ${line}`)];
}

function pathLines({ paths, pace }: Story, width: number): string[] {
  const lines = paths.flatMap((each) =>
    wrap(paths.length === 1 ? each.path : `${each.sides.join(", ")}: ${each.path}`, width),
  );
  const [only] = lines;
  if (lines.length === 1 && only !== undefined && only.length + 5 + pace.length <= width)
    return [`${only}     ${pace}`];
  return [...lines, ...wrap(pace, width)];
}

/** With two sides there is nothing to name: the one differs from the other. */
function isPair({ differences }: Story): boolean {
  return differences.length === 1 && differences[0]!.others.length === 1;
}

function changesLabel(story: Story): string {
  return isPair(story) ? DIFF_LABELS[story.kind] : "changes";
}

/** How each side differs from the first. */
function changeLines(story: Story, page: Page, width: number): string[] {
  return story.differences.flatMap(({ first, others, changes }) => {
    const lines = changes.map((change) => paintChange(change, page));
    if (lines.length === 0) lines.push(...wrap(SAME, width - 2));
    if (isPair(story)) return lines;
    return [...wrap(`${first} to ${others.join(", ")}:`, width), ...lines.map((line) => `  ${line}`)];
  });
}

function paintChange({ sign, text }: Change, page: Page): string {
  const style = sign === "-" ? "red" : sign === "+" ? "green" : "dim";
  return paint(page, style, `${sign} ${text}`);
}

function proofLines({ proof, holds }: Story): string[] {
  const say = ({ sides, text }: Said): string => `${sides.join(", ")}: ${text}`;
  const lockstep = proof.length === 0 ? [] : ["lockstep: each token waits until the last one has arrived"];
  return [...lockstep, ...proof.map(say), ...holds.map(say)];
}

function verdictLine({ verdict, durationMs, resultPath }: Story, page: Page): string {
  const time = ` in ${saySeconds(durationMs)}`;
  const inline = 2 + verdict.length + time.length + 5 + resultPath.length <= page.width;
  return `  ${paint(page, ["bold", VERDICTS[verdict]], verdict)}${time}${inline ? "     " : "\n  "}${resultPath}`;
}
