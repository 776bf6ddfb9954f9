import type { WriteStream } from "node:tty";
import { styleText } from "node:util";

/** What the report needs to know of the place it is printed to. */
export interface Terminal {
  /** Columns; 100 in a pipe, and where a terminal says 0. */
  readonly width: number;
  readonly colour: boolean;
}

/** Reads width and colour of a stream; NO_COLOR, FORCE_COLOR and a pipe are honoured the way node:util does. */
export function terminal(stream: NodeJS.WriteStream): Terminal {
  const columns = (stream as Partial<WriteStream>).columns;
  return { width: columns || 100, colour: styleText("red", "x", { stream }) !== "x" };
}
