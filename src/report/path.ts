import type { LayerVersion, SideTrace } from "../model/trace.ts";
import { sayBytes, sayCount, sayMs } from "../model/say.ts";
import { groupBy } from "./format.ts";

/**
 * The path of each side from its readers to the origin, with the versions of the products; sides with the same path share an entry.
 * Sides that never stood, whose versions nobody knows, are left out where others did.
 */
export function pathsOf(sides: readonly SideTrace[]): { sides: string[]; path: string }[] {
  const stood = sides.filter(({ versions }) => Object.keys(versions).length > 0);
  return [...groupBy(stood.length > 0 ? stood : sides, pathOf)].map(([path, group]) => ({
    sides: group.map(({ side }) => side.name),
    path,
  }));
}

function pathOf({ side, versions }: SideTrace): string {
  const readers = [...new Set(Object.values(side.readers).map((reader) => reader.layer))];
  const named = (layer: string): string => `${layer}${productVersion(versions[layer], side.versions[layer])}`;
  return [readers.map(named).join(" + "), ...side.path.map(named)].join(" > ");
}

/**
 * The tag of an image that the lab builds is the product's version. Where the running software reports another one, the layer is the
 * lab's own code and the version that of the runtime below it, which is in trace.json and would only distract here.
 */
function productVersion(version: LayerVersion | undefined, asked: string | undefined): string {
  if (version === undefined) return asked === undefined ? "" : ` ${asked}`;
  const own = version.image.startsWith("buffering-lab/") && !version.image.endsWith(`:${version.version}`);
  return own ? "" : ` ${version.version}`;
}

/** What the model was told, in words: `24 tokens, 75 ms apart, 170 B events`. */
export function sayPace({ side, runs }: SideTrace): string {
  const { scenario } = side;
  const sizes = runs.flatMap((run) =>
    run.sendLog.generations.flatMap((each) => each.tokens.map((token) => token.bytes)),
  );
  const size = sizes.length === 0 ? scenario.eventBytes : sizes.reduce((sum, each) => sum + each, 0) / sizes.length;
  return [
    sayCount(scenario.tokens, "token"),
    ...(scenario.releaseEvery > 1 ? [`${scenario.releaseEvery} at a time`] : []),
    sayGap(scenario.gapMs),
    ...(scenario.ttftMs > 0 ? [`the first after ${sayMs(scenario.ttftMs)}`] : []),
    ...scenario.stalls.map((stall) => `${sayMs(stall.ms)} of silence before token ${stall.beforeToken}`),
    ...(size === undefined ? [] : [`${sayBytes(size)} events`]),
  ].join(", ");
}

function sayGap(gap: SideTrace["side"]["scenario"]["gapMs"]): string {
  if (typeof gap === "number") return gap === 0 ? "as fast as it goes" : `${sayMs(gap)} apart`;
  if (!Array.isArray(gap)) return `${gap.distribution} gaps of ${sayMs(gap.meanMs)} on average`;
  return gap.length > 4 ? `${gap.length} gaps in turn` : `gaps of ${gap.map(sayMs).join(", ")} in turn`;
}
