import type { Dialect } from "../cell.ts";
import { APIS } from "../through/apis/index.ts";
import type { Api } from "../through/apis/index.ts";

/** The APIs in which a stack's app may ask its model, each as a text in which a word and the numbers of events are put. */
export function dialectsOfModel(): Dialect[] {
  return APIS.map(dialectOf);
}

const USAGE = { promptTokens: 1, completionTokens: 3, wanted: false };

function dialectOf({ path, contentType, streams, encoder, whole }: Api): Dialect {
  // the word in the middle: neither the first token nor the last is written as all others are
  const { head, token, tail } = encoder({ id: "lab", text: "first WORD last", tokens: 3 });
  const numbered = (bytes: Buffer): string =>
    bytes.toString().replaceAll(/"sequence_number":\d+/gu, '"sequence_number":NUMBER');
  return {
    ...{ path: path.source, contentType, streams: streams({}) },
    head: numbered(head(USAGE)),
    token: numbered(token(2)).replace('"seq":2,', ""),
    tail: numbered(tail(USAGE)),
    whole: JSON.stringify(whole({ id: "lab", text: "ok", tokens: 1 })),
  };
}
