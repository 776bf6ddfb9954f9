import type { Connection } from "../connection.ts";
import type { Piece } from "../content.ts";
import type { Segment } from "../flow.ts";
import { bytesOf, closedNs } from "../exchange.ts";
import type { Exchange } from "../exchange.ts";

/** How an exchange is told from lengths alone. */
export interface TurnRules {
  readonly protocol: Exchange["protocol"];
  /** What a client sends of up to so many bytes is no request: window updates, acknowledgements of settings. */
  readonly smallest: number;
  /** Several requests may be under way on one connection. */
  readonly shared: boolean;
}

/** Exchanges that nobody can read: one begins where the client speaks after it was answered. */
export function turnsOf(
  connection: Connection,
  up: readonly Piece[],
  down: readonly Piece[],
  rules: TurnRules,
): Exchange[] {
  const turns: { asked: Piece[]; answer: Piece[] }[] = [];
  let at = 0;
  const answersUntil = (atNs: number): void => {
    const turn = turns.at(-1);
    for (; at < down.length && down[at]!.atNs < atNs; at++) turn?.answer.push(down[at]!);
  };
  for (const piece of up.filter(({ bytes }) => bytes > rules.smallest)) {
    answersUntil(piece.atNs);
    const last = turns.at(-1);
    if (last === undefined || last.answer.length > 0) turns.push({ asked: [piece], answer: [] });
    else last.asked.push(piece);
  }
  answersUntil(Infinity);
  return turns.map(({ asked, answer }, index): Exchange => {
    const isLast = index === turns.length - 1;
    return {
      ...{ protocol: rules.protocol, connection, askedNs: asked[0]!.atNs, path: null, requestBody: null },
      ...{ requestBytes: bytesOf(asked), status: null, encoding: null, body: answer, exact: false },
      ...{ endedNs: isLast ? closedNs(connection) : (answer.at(-1)?.atNs ?? null), shared: rules.shared },
    };
  });
}

/** Segments as pieces. */
export function piecesOf(segments: readonly Segment[]): Piece[] {
  return segments.map(({ atNs, bytes, data }) => ({ atNs, bytes, data: data.length === bytes ? data : null }));
}
