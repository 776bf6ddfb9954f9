import { sayCount, sayMs } from "../model/say.ts";
import type { Label } from "../observe/index.ts";
import type { Stamps } from "./stamps.ts";

/** What `--json` prints. */
export interface ShapeDocument extends Label {
  readonly tokens: number;
  readonly planned: number | null;
  readonly doubled: number;
  readonly lost: number;
  readonly outOfOrder: number;
  /** The longest silence that the model did not make, ms, and the token it came before; null: unknown when the model sent. */
  readonly silenceMs: number | null;
  readonly silenceBeforeToken: number | null;
  readonly sentence: string;
}

type Found = Omit<ShapeDocument, "sentence">;

/** One sentence for a person, with the figure that decided. */
export function sentenceOf(found: Found, { arrivals, queuedMs, status, end }: Stamps): string {
  const { tokens, planned, heldFromToken, silenceMs, silenceBeforeToken } = found;
  const of = `${tokens}${planned === null ? "" : ` of ${planned}`} tokens`;
  const silence = `the path was silent for ${sayMs(silenceMs)} before token ${silenceBeforeToken ?? 1}`;
  const from = heldFromToken === 1 ? "everything" : `everything from token ${heldFromToken} on`;
  switch (found.shape) {
    case null:
      return found.unclear === "below the rig's resolution"
        ? `It cannot be told: ${of} within too short a time to tell held from in time.`
        : `It cannot be told: ${found.unclear}.`;
    case "refused":
      return `The answer is an error: status ${status}.`;
    case "empty":
      return "No token came, and nothing broke.";
    case "corrupt":
      return `The answer is not the one that was sent: ${sayDamage(found)}.`;
    case "replayed":
      return "Most tokens were sent before the request: they come out of a store.";
    case "cut":
      return `The answer ended (${end}) after ${of}.`;
    case "held":
      return `The path kept ${from} until the end of the answer.`;
    case "batched":
      return `The ${of} came in steps.`;
    case "stalled":
      return `In a stream otherwise in pace, ${silence}.`;
    case "stretched":
      return `The ${of} came slower than they were sent, all along.`;
    case "delayed":
      return `Late, then in pace: ${silence}.`;
    case "queued":
      return `The request waited for ${sayMs(queuedMs)}; then the stream was in pace.`;
    case "streamed":
      return `All ${of} came in pace; at the longest, ${silence}.`;
    case "looks streamed":
      return `The ${of} look streamed; without the times of sending that is no proof.`;
    case "looks held":
      return `It looks as if the path kept ${from}; without the times of sending that is no proof.`;
    case "looks stepped":
      return "It looks as if the tokens came in steps; a model that releases several at a time looks the same.";
    case "looks silent":
      return `A long silence among ${sayCount(arrivals.length, "arrival")}; whether the model made it cannot be known.`;
  }
}

function sayDamage({ doubled, lost, outOfOrder }: Found): string {
  const damage = [
    [doubled, "doubled"],
    [lost, "lost"],
    [outOfOrder, "out of order"],
  ] as const;
  const said = damage.filter(([count]) => count > 0).map(([count, what]) => `${sayCount(count, "token")} ${what}`);
  return said.length === 0 ? "its text is another" : said.join(", ");
}

/** The details, one a line, and the sentence. */
export function render(found: ShapeDocument): string {
  const rows: [string, string | null][] = [
    ["shape", found.shape ?? `unclear (${found.unclear})`],
    ["tokens", found.planned === null ? `${found.tokens}` : `${found.tokens} of ${found.planned}`],
    ["held from", found.heldFromToken === null ? null : `token ${found.heldFromToken}`],
    ["doubled", found.doubled === 0 ? null : `${found.doubled}`],
    ["lost", found.lost === 0 ? null : `${found.lost}`],
    ["order", found.outOfOrder === 0 ? null : `${found.outOfOrder} came before an earlier one`],
    ["silence", found.silenceMs === null ? null : `${sayMs(found.silenceMs)} before token ${found.silenceBeforeToken}`],
  ];
  const lines = rows.flatMap(([name, value]) => (value === null ? [] : [`${name.padEnd(10)}${value}`]));
  return [...lines, "", found.sentence].join("\n");
}
