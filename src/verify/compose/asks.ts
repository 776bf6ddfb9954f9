import type { Act, Cell, OriginSide, ReaderSide } from "../cell.ts";
import type { Entry } from "./plan.ts";

/** What a stack is asked, as the person said. */
export interface StackQuestion {
  /** Null: paths that apps of this kind have are tried. */
  readonly path: string | null;
  readonly method: "GET" | "POST" | null;
  readonly headers: Readonly<Record<string, string>>;
  /** `{question}` in it is another text each time; null: a chat completion's request. */
  readonly body: string | null;
}

/** A question that reached the model. */
export interface Ask {
  readonly path: string;
  readonly method: "GET" | "POST";
}

/** Where apps answer that stream a model: tried in this order, in a copy of the stack. */
export const USUAL_PATHS = [
  "/v1/chat/completions",
  "/api/chat",
  "/chat",
  "/v1/messages",
  "/api/v1/chat",
  "/stream",
  "/",
];

/** What a browser offers. */
const OFFERS = "gzip, deflate, br, zstd";

/** The model's answer: a stream, in chunks. */
const MODEL_SIDE: OriginSide = {
  ...{ framing: "chunked", contentType: "text/event-stream", coding: "none", eventBytes: 0, headers: {} },
};

/** The asks to try, in order, until one reaches the model. */
export function asksOf({ path, method, body }: StackQuestion): Ask[] {
  const methods =
    method !== null ? [method] : path === null || body !== null ? ["POST" as const] : (["POST", "GET"] as const);
  const paths = path === null ? USUAL_PATHS : [path];
  return paths.flatMap((each) => methods.map((one) => ({ path: each, method: one })));
}

function readerAt({ host, port, tls }: Entry, { path, method }: Ask, question: StackQuestion): ReaderSide {
  return {
    ...{ address: host, port, tls, http2: false, host: null, method, path, headers: question.headers, offers: null },
    ...(question.body === null ? {} : { body: question.body }),
  };
}

/** Each token is sent when the last has arrived. */
export function firstCell(entry: Entry, ask: Ask, question: StackQuestion): Cell {
  return cellOf("first", entry, readerAt(entry, ask, question), { kind: "lockstep" });
}

/** The same for a reader that takes compression. */
export function offeringCell({ id, ...first }: Cell): Cell {
  return { ...first, id: id.replace("first", "offers"), reader: { ...first.reader, offers: OFFERS } };
}

/** The same over HTTP/2, where TLS lets both ends choose it. */
export function http2Cell({ id, ...first }: Cell): Cell {
  return { ...first, id: id.replace("first", "http2"), reader: { ...first.reader, http2: true } };
}

const PACED: Act = { kind: "steady", gapMs: 110, forMs: 1_760 };

/** A token every 110 ms, sixteen of them: what packets need to tell who holds. */
export function pacedCell({ id, ...first }: Cell): Cell {
  return { ...first, id: `paced ${id}`, act: PACED };
}

function cellOf(what: string, { service, port }: Entry, reader: ReaderSide, act: Act): Cell {
  return { id: `${what}: ${reader.method} ${service}:${port}${reader.path}`, reader, origin: MODEL_SIDE, act };
}
