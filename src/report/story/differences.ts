import { placesOf } from "../../model/experiment.ts";
import type { ResolvedSide } from "../../model/experiment.ts";
import type { SideTrace } from "../../model/trace.ts";
import { groupBy } from "../group.ts";
import { sayAct } from "../say/act.ts";
import { changed, listChanges } from "./change.ts";
import type { Change } from "./change.ts";
import { configChanges, whereToLook } from "./config-changes.ts";
import { readerListChanges, settingChanges } from "./setting-changes.ts";
import { shortId } from "./path.ts";

/** Changed lines that are shown of one difference; a longer one is no lesson any more. */
const LINES_SHOWN = 12;

/** How some sides differ from the first one, all in the same way. */
export interface Difference {
  readonly first: string;
  readonly others: readonly string[];
  /** Empty: in nothing that is recorded. */
  readonly changes: readonly Change[];
}

/** How each side that could be measured differs from the first such one; sides that differ in the same way share an entry. */
export function differencesOf(sides: readonly SideTrace[]): Difference[] {
  const [first, ...others] = sides.filter(({ error }) => error === null);
  if (first === undefined) return [];
  const all = others.map((other) => ({ name: other.side.name, changes: changesOf(first, other) }));
  return [...groupBy(all, ({ changes }) => JSON.stringify(changes)).values()].map((group) => ({
    first: first.side.name,
    others: group.map(({ name }) => name),
    changes: group[0]!.changes,
  }));
}

/**
 * What a side has that the first one has not, and the other way round: the lines of its configs, then everything else that an experiment
 * can flip. Long ones are cut, with a hint where the rest is.
 */
export function changesOf(first: SideTrace, other: SideTrace): Change[] {
  const [a, b] = [first.side, other.side];
  const places = placesOf(a).filter((place) => placesOf(b).includes(place));
  const changes = [
    ...changed(sayPlaces("path", a.path, " > "), sayPlaces("path", b.path, " > ")),
    ...changed(sayPlaces("beside", a.beside, ", "), sayPlaces("beside", b.beside, ", ")),
    ...places.flatMap((place) => configChanges(a.configs[place], b.configs[place])),
    ...places.flatMap((place) => versionChanges(place, first, other)),
    ...readerListChanges(a, b),
    ...settingChanges(a, b),
    ...listChanges(a.acts.map(sayAct), b.acts.map(sayAct)),
  ];
  if (changes.length <= LINES_SHOWN) return changes;
  const hint = `... ${changes.length - LINES_SHOWN + 1} more changed lines${whereToLook(a, b, places)}`;
  return [...changes.slice(0, LINES_SHOWN - 1), { sign: " ", text: hint }];
}

function sayPlaces(what: string, places: ResolvedSide["path"], between: string): string {
  return places.length === 0 ? "" : `${what}: ${places.join(between)}`;
}

/**
 * The version that the software states; with the image where that is what differs, and with what was asked for where only that does.
 * A version that was never read, because the side never stood, is no difference; what was asked for is.
 */
function versionChanges(place: string, first: SideTrace, other: SideTrace): Change[] {
  const [a, b] = [first.versions[place], other.versions[place]];
  const [askedA, askedB] = [first.side.versions[place], other.side.versions[place]];
  if (a !== undefined && b !== undefined) {
    if (a.version !== b.version) return changed(`${place} ${a.version}`, `${place} ${b.version}`);
    if (a.imageId !== b.imageId || a.image !== b.image) {
      const image = (each: typeof a): string =>
        a.image === b.image ? `${each.image} ${shortId(each.imageId)}` : each.image;
      return changed(`${place} ${a.version} from ${image(a)}`, `${place} ${b.version} from ${image(b)}`);
    }
  }
  const asked = (version: string | undefined): string => `${place} asked for: ${version ?? "its default version"}`;
  return changed(asked(askedA), asked(askedB));
}
