import { createTwoFilesPatch } from "diff";
import type { Edit, OwnFile } from "./product.ts";

/**
 * The text with these edits. Lines are numbered as they stand in the text that is given, whatever the order of the edits. The line ends of
 * the file are kept.
 */
export function edited(file: OwnFile, edits: readonly Edit[]): string {
  const eol = file.text.includes("\r\n") ? "\r\n" : "\n";
  const lines = file.text.split(/\r?\n/);
  const own = edits.filter((edit) => edit.file === file.name);
  return lines
    .flatMap((line, index) => {
      const number = index + 1;
      const kept = own.some((edit) => edit.kind === "remove" && edit.line === number) ? [] : [line];
      const instead = own.flatMap((edit) => (edit.kind === "replace" && edit.line === number ? [edit.text] : []));
      const replaced = instead.length > 0 ? [merged(line, [...new Set(instead)])] : kept;
      const after = own.flatMap((edit) => (edit.kind === "insert" && edit.afterLine === number ? [edit.text] : []));
      return [...replaced, ...new Set(after)];
    })
    .join(eol);
}

/** What a new text of a line puts in the place of what, in it: no more than differs. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A line with several new texts for it, each of which changes a part of its own; where parts overlap the last text counts alone. */
function merged(line: string, texts: readonly string[]): string {
  const changes = texts.map((text) => changeOf(line, text)).sort((a, b) => a.from - b.from || a.to - b.to);
  if (changes.some(({ from }, index) => index > 0 && from < changes[index - 1]!.to)) return texts.at(-1)!;
  // from the end, so that places before it stay
  return changes.reduceRight((all, { from, to, text }) => all.slice(0, from) + text + all.slice(to), line);
}

function changeOf(line: string, text: string): Change {
  const most = Math.min(line.length, text.length);
  let [from, behind] = [0, 0];
  while (from < most && line[from] === text[from]) from++;
  while (behind < most - from && line.at(-1 - behind) === text.at(-1 - behind)) behind++;
  return { from, to: line.length - behind, text: text.slice(from, text.length - behind) };
}

/** All files with these edits; a file that none touches is given as it is. */
export function editedFiles(files: readonly OwnFile[], edits: readonly Edit[]): OwnFile[] {
  return files.map((file) =>
    edits.some((edit) => edit.file === file.name) ? { ...file, text: edited(file, edits) } : file,
  );
}

/** The change as a unified diff of the person's file, as `patch` and `git apply` take it. */
export function diffOf(file: OwnFile, edits: readonly Edit[]): string {
  const text = edited(file, edits);
  return createTwoFilesPatch(`a/${file.name}`, `b/${file.name}`, file.text, text, undefined, undefined, { context: 2 })
    .split("\n")
    .filter((line) => !line.startsWith("====="))
    .join("\n");
}

/**
 * An edit in one line: `+ proxy_buffering off;   after line 41`.
 * @param main the file that was asked about: another one is named
 */
export function sayEdit(edit: Edit, main: string): string {
  const at = `${edit.file === main ? "" : `${edit.file} `}line ${edit.kind === "insert" ? edit.afterLine : edit.line}`;
  if (edit.kind === "insert") return `+ ${edit.text.trim()}   after ${at}`;
  if (edit.kind === "replace") return `${edit.text.trim()}   in place of ${at}`;
  return `without ${at}`;
}

/** What an edit touches: two edits of one key are the same, two of one place and different keys cannot be tried at once. */
export function keyOf(edit: Edit): { readonly place: string; readonly key: string } {
  const line = edit.kind === "insert" ? `${edit.afterLine}+` : String(edit.line);
  return { place: `${edit.file}:${line}`, key: JSON.stringify(edit) };
}
