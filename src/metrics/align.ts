import type { Piece } from "../model/reader.ts";

/** A token that has arrived: its number, and when. A number may come twice. */
export interface Arrival {
  readonly seq: number;
  readonly atNs: number;
}

/** Finds the tokens in pieces of one answer, given one by one. */
export interface Aligner {
  /** The tokens that are complete with this piece: several, or none. */
  take(piece: Piece): Arrival[];
  /** True once the text was another than the one that was sent: what came after that is counted as no token. */
  diverged(): boolean;
}

/**
 * A token is known by its text: token k has arrived when the text that has accumulated reaches its end, so a piece may complete several
 * tokens or none. A piece with a number is that token, whatever its text. Tokens that come again are found if they are the last one, or the
 * answer from its start (a retry that the path made). Text alone cannot align an answer with a hole in it: from there on nothing is counted.
 * @param tokenText text of each token by number (src/model/text.ts)
 * @param sent tokens that the model sent
 */
export function aligner(tokenText: (seq: number) => string, sent: number): Aligner {
  let done = 0;
  let pending = "";
  let diverged = false;

  /** The token that the pending text begins with; `wait`: it may become one; null: another text. */
  const next = (): number | "wait" | null => {
    const candidates = [done + 1, done, 1].filter((seq) => seq >= 1 && seq <= sent);
    const complete = candidates.find((seq) => pending.startsWith(tokenText(seq)));
    if (done < sent && tokenText(done + 1).startsWith(pending)) return complete === done + 1 ? complete : "wait";
    return complete ?? (candidates.some((seq) => tokenText(seq).startsWith(pending)) ? "wait" : null);
  };

  return {
    take({ atNs, text, seq }) {
      if (seq !== null) {
        [done, pending] = [seq, ""];
        return [{ seq, atNs }];
      }
      pending += text;
      const arrivals: Arrival[] = [];
      while (pending !== "" && !diverged) {
        const found = next();
        if (found === "wait") break;
        if (found === null) diverged = true;
        else {
          arrivals.push({ seq: found, atNs });
          pending = pending.slice(tokenText(found).length);
          done = found;
        }
      }
      return arrivals;
    },
    diverged: () => diverged,
  };
}
