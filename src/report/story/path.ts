import type { ResolvedReader } from "../../model/experiment.ts";
import type { LayerVersion, SideTrace } from "../../model/trace.ts";
import { sayPace } from "../say/pace.ts";
import { groupBy } from "../group.ts";
import { entersAtFirst } from "./readers.ts";

/** Sides with the same path, and that path from the readers to the origin. */
export interface PathOfSides {
  readonly sides: readonly string[];
  /** `probe > nginx 1.26.3 > app > mock-llm`. */
  readonly path: string;
}

/**
 * The path of each side from its readers to the origin, with the versions of the products; sides with the same path share an entry.
 * An image is named where sides run different ones that call themselves the same version, a version that was asked for where the software
 * calls itself another. Sides that never stood, whose versions nobody knows, are left out where others did.
 */
export function pathsOf(sides: readonly SideTrace[]): PathOfSides[] {
  const stood = sides.filter(({ versions }) => Object.keys(versions).length > 0);
  const told = stood.length > 0 ? stood : sides;
  return [...groupBy(told, (side) => pathOf(side, told))].map(([path, group]) => ({
    sides: group.map(({ side }) => side.name),
    path,
  }));
}

/** What the model was told, in words; of the first side, since what others are told is said in the differences. */
export function paceOf(sides: readonly SideTrace[]): string {
  return sides[0] === undefined ? "" : sayPace(sides[0]);
}

function pathOf({ side, versions }: SideTrace, all: readonly SideTrace[]): string {
  const named = (place: string): string => {
    const others = all.flatMap((each) => each.versions[place] ?? []);
    return `${place}${versionText(versions[place], side.versions[place], others)}`;
  };
  const readers = Object.values(side.readers).map((reader) => `${named(reader.layer)}${entryOf(reader, side.path)}`);
  return [[...new Set(readers)].join(" + "), ...side.path.map(named)].join(" > ");
}

/** Where a reader enters, unless it is at the outermost layer. */
function entryOf(reader: ResolvedReader, path: readonly string[]): string {
  const { at, entry } = reader;
  if (at === null) return ` at ${entry.scheme}://${entry.host}:${entry.port}`;
  return entersAtFirst(reader, path) ? "" : ` at ${at}`;
}

function versionText(
  read: LayerVersion | undefined,
  asked: string | undefined,
  others: readonly LayerVersion[],
): string {
  if (read === undefined) return asked === undefined ? "" : ` ${asked}`;
  const product = productVersion(read) ?? asked ?? null;
  const notes = [
    ...(asked === undefined || asked === product || asked === read.version ? [] : [`asked: ${asked}`]),
    ...imageNotes(read, others),
  ];
  return `${product === null ? "" : ` ${product}`}${notes.length === 0 ? "" : ` (${notes.join(", ")})`}`;
}

/**
 * The tag of an image that the lab builds is the product's version. Where the running software reports another one, the layer is the
 * lab's own code and the version that of the runtime below it, which is in trace.json and would only distract here.
 */
function productVersion({ image, version }: LayerVersion): string | null {
  return image.startsWith("buffering-lab/") && !image.endsWith(`:${version}`) ? null : version;
}

/** What tells this image from another side's of the same version: its name, or its id where the name is the same too. */
function imageNotes(read: LayerVersion, others: readonly LayerVersion[]): string[] {
  const alike = others.filter(({ version, imageId }) => version === read.version && imageId !== read.imageId);
  if (alike.length === 0) return [];
  return [alike.some(({ image }) => image === read.image) ? shortId(read.imageId) : read.image];
}

/** The part of an image id that people compare. */
export function shortId(imageId: string): string {
  return imageId.replace(/^sha256:/, "").slice(0, 12);
}
