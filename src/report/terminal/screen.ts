import { stripVTControlCharacters, styleText } from "node:util";
import type { Page } from "./format.ts";

const REDRAW_MS = 50;
const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";
const ERASE_LINE_END = "\u001b[K";
const ERASE_BELOW = "\u001b[J";

/** Some lines at the cursor that are redrawn in place. */
export interface Screen {
  /** Begins to draw; nothing if it does already. */
  show(): void;
  /** Wipes the lines and gives the cursor back; a later `show` starts anew. */
  wipe(): void;
}

/** A screen that asks for its lines at most once in 50 ms, as long as it is shown; they are cut to the height of the terminal. */
export function createScreen(stream: NodeJS.WriteStream, draw: (page: Page) => string[]): Screen {
  let timer: NodeJS.Timeout | undefined;
  let drawn: string[] = [];
  /** Rows that the lines take now: a terminal that was made narrower has broken them in the meantime. */
  const rowsDrawn = (): number => {
    const columns = stream.columns || 80;
    const rows = drawn.map((line) => Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns)));
    return rows.reduce((sum, each) => sum + each, 0);
  };
  const toTop = (): string => (rowsDrawn() === 0 ? "" : `\u001b[${rowsDrawn()}A\r`);
  const redraw = (): void => {
    const page = { width: (stream.columns || 80) - 1, colour: styleText("red", "x", { stream }) !== "x" };
    const lines = draw(page).slice(0, Math.max(1, (stream.rows || 24) - 1));
    if (lines.join("\n") === drawn.join("\n")) return;
    // line by line: some terminals keep a copy of what "erase to the end" wipes from the top of the screen
    const frame = lines.map((line) => `${line}${ERASE_LINE_END}\n`).join("");
    stream.write(`${HIDE_CURSOR}${toTop()}${frame}${ERASE_BELOW}`);
    drawn = lines;
  };
  const wipe = (): void => {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    process.off("exit", wipe);
    stream.write(`${toTop()}${`${ERASE_LINE_END}\n`.repeat(rowsDrawn())}${toTop()}${SHOW_CURSOR}`);
    drawn = [];
  };
  const show = (): void => {
    if (timer !== undefined) return;
    timer = setInterval(redraw, REDRAW_MS).unref();
    process.on("exit", wipe);
  };
  return { show, wipe };
}
