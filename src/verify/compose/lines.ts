import { isMap, LineCounter, parseDocument } from "yaml";
import type { OwnFile } from "../product.ts";
import type { Place } from "../route.ts";

/** Finds the line of a key in the person's own files, by its path: `services`, `web`, `network_mode`. */
export type PlaceOf = (path: readonly string[]) => Place;

/** @param files the last one that has the key decides, as in Compose; a key that none has (it is included) is at the nearest one above */
export function placesIn(files: readonly OwnFile[]): PlaceOf {
  const read = files.toReversed().map((file) => ({ file, find: finderIn(file) }));
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      for (const { file, find } of read) {
        const line = find(path.slice(0, length));
        if (line !== null) return { file: file.name, line, text: file.text.split(/\r?\n/)[line - 1]?.trim() ?? "" };
      }
    }
    return { file: files[0]!.name, line: 1, text: "" };
  };
}

function finderIn({ text }: OwnFile): (path: readonly string[]) => number | null {
  const lines = new LineCounter();
  const { contents } = parseDocument(text, { lineCounter: lines, logLevel: "silent" });
  return (path) => {
    let node: unknown = contents;
    let line: number | null = null;
    for (const key of path) {
      if (!isMap(node)) return null;
      const pair = node.items.find((item) => String(item.key) === key);
      if (pair === undefined) return null;
      const [from] = (pair.key as { range?: readonly number[] | null }).range ?? [];
      line = from === undefined ? line : lines.linePos(from).line;
      node = pair.value;
    }
    return line;
  };
}

export const NO_YAML = "no YAML";

/** Why a file is no Compose file, which is YAML with services or with files that have them; null: it is one. */
export function notCompose({ text }: OwnFile): string | null {
  const { contents, errors } = parseDocument(text, { logLevel: "silent" });
  const [error] = errors;
  if (error !== undefined) return `${NO_YAML}: ${error.message.split("\n")[0]!.replace(/:$/, "")}`;
  return isMap(contents) && (isMap(contents.get("services")) || contents.has("include")) ? null : "no services";
}

/** Names of a Compose file's services, as it stands: what it includes is not looked for. */
export function servicesIn({ text }: OwnFile): string[] {
  const { contents } = parseDocument(text, { logLevel: "silent" });
  const services = isMap(contents) ? contents.get("services") : null;
  return isMap(services) ? services.items.map(({ key }) => String(key)) : [];
}
