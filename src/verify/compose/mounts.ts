import { existsSync } from "node:fs";
import { relative } from "node:path";
import type { Refusal } from "../product.ts";
import type { PlaceOf } from "./lines.ts";
import type { ComposeModel, ComposeMount } from "./model.ts";

/** Folders and files of the person's that a service mounts and that are not there: Compose would make empty folders of them. */
export function missingMounts(services: ComposeModel["services"], place: PlaceOf): Refusal[] {
  return Object.entries(services).flatMap(([name, { volumes = [] }]) =>
    volumes
      .flatMap((mount) => ownPath(mount) ?? [])
      .filter((path) => !existsSync(path))
      .map((path) => {
        const { file, line } = place(["services", name, "volumes"]);
        return { file, line, says: `service ${name} mounts ${path}, which is not there`, hint: null };
      }),
  );
}

/** What a service mounts of this machine, seen from where the person stands; null: it mounts nothing of it. */
export function ownPath({ type, source }: ComposeMount): string | null {
  if (type !== "bind" || source === undefined) return null;
  // Compose prints what it could read again: a dollar sign twice
  return relative(".", source.split("$$").join("$")) || ".";
}
