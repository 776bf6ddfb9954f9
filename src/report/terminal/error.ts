import { LabError } from "../../model/error.ts";
import { paint } from "./format.ts";
import type { Page } from "./format.ts";

/** An error for a person: what went wrong, observed against limit, the next command. Anything but a LabError is the lab's own fault. */
export function renderError(error: unknown, page: Page): string {
  const mark = paint(page, ["bold", "red"], "error:");
  if (!(error instanceof LabError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `${mark} the lab itself crashed; please report this with the command that you typed\n${indented(stack)}`;
  }
  const details = [
    ["observed", error.observed],
    ["limit", error.limit],
    ["next", error.hint],
  ] as const;
  const lines = details.flatMap(([label, text]) => (text === undefined ? [] : [`  ${`${label}:`.padEnd(10)}${text}`]));
  return [`${mark} ${error.message}`, ...lines].join("\n");
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}
