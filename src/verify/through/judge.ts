import { sayBytes, sayMs } from "../../model/say.ts";
import { WAITS_MS } from "../thresholds.ts";
import { arrivalsOf } from "../url/arrivals.ts";
import type { Ask } from "../url/document.ts";
import type { RawRead } from "../url/raw.ts";
import { whyFailed } from "../url/why.ts";
import type { Why } from "../url/why.ts";
import type { GenerationSeen, Through } from "./ask.ts";
import type { ThroughReading } from "./document.ts";

/** The network between here and the stack, and the one between stack and model, each once: a token's wait beyond that is the path's. */
const NETWORKS = 2;

type Word = Pick<ThroughReading, "word" | "says" | "why" | "hint">;

/** What one question proves. Pure: of the same facts it says the same. */
export function judgeThrough(of: ThroughReading["of"], ask: Ask, seen: Through): ThroughReading {
  const { raw, bytes, generations, refused, elsewhere } = seen;
  const came = generations.toSorted((a, b) => b.got - a.got)[0];
  const found = came !== undefined && came.got > 0 ? came : null;
  return {
    ...{ of, ask, ...wordOf(seen, found), protocol: raw?.protocol ?? (ask === "http2" ? "HTTP/2" : "HTTP/1.1") },
    ...{ status: raw?.status ?? null, contentType: raw?.contentType ?? null, encoding: raw?.encoding ?? null },
    ...{ bytes, endedMs: raw?.endedMs ?? seen.reachMs, sent: found?.sent ?? 0, got: found?.got ?? 0 },
    heldBytes: found?.held?.bytes ?? null,
    latencyMs: found === null || !found.streamed ? null : found.latencyMs,
    model: {
      streams: generations.filter(({ streamed }) => streamed).length,
      wholes: generations.filter(({ streamed }) => !streamed).length,
      ...{ refused, elsewhere, api: found?.asked.api.name ?? null, httpVersion: found?.asked.httpVersion ?? null },
    },
  };
}

function wordOf(seen: Through, found: GenerationSeen | null): Word {
  const { raw, bytes, generations } = seen;
  if (generations.length === 0) return notAsked(seen);
  const failed = raw === null ? null : whyFailed(raw, arrivalsOf(raw).kind, arrivalsOf(raw).arrivals.length);
  if (found === null) return notFound(seen, failed);
  if (raw === null || raw.end === "time-up" || raw.end === "too-long") {
    return unknown(`${failed?.why ?? "the answer was left"}, with ${found.got} of ${found.sent} tokens`, failed?.hint);
  }
  if ((raw.status ?? 0) >= 300) return unknown(failed!.why, failed!.hint);
  if (found.got < found.sent) return lost(raw, found);
  if (!found.streamed) {
    const why = 'your app asks the model for a whole answer: "stream": true is missing there';
    return { word: "holds", says: "holds all", why, hint: "ask the model for a stream, and pass its tokens on" };
  }
  if (found.held !== null) return held(found, bytes);
  return late(found.latencyMs, seen.connectMs) ?? streams(raw);
}

function streams({ end }: RawRead): Word {
  const why = end === "complete" ? null : "all tokens came, but the answer was broken off behind them";
  return { word: "streams", says: "streams", why, hint: null };
}

function held({ held }: GenerationSeen, bytes: number): Word {
  const size = held?.bytes ?? null;
  if (size === null) {
    const why = `nothing came before the model had ended its answer of ${sayBytes(bytes)}`;
    return { word: "holds", says: "holds all", why, hint: NEXT };
  }
  const why = `no token came until the model had sent more, then ${sayBytes(size)} of its events at once`;
  return { word: "holds", says: `holds ${sayBytes(size)}`, why, hint: NEXT };
}

/** Each token came by itself, and later than the network takes; null: it did not. */
function late(latencyMs: number | null, connectMs: number): Word | null {
  if (latencyMs === null || latencyMs <= WAITS_MS + NETWORKS * connectMs) return null;
  const why = `the way here is short (the connection took ${sayMs(connectMs)}): tokens wait, unless model and stack are far apart`;
  return { word: "holds", says: `holds each token for ${sayMs(latencyMs)}`, why, hint: NEXT };
}

/** Which hop it is, two ends cannot know. */
const NEXT = "./lab verify YOUR-CONFIG, or ./lab locate where the stack runs";

function lost({ end, code }: RawRead, { got, sent }: GenerationSeen): Word {
  const how = end === "complete" ? "ended cleanly" : `was broken off${code === null ? "" : ` (${code})`}`;
  return {
    word: "loses",
    says: "loses tokens",
    why: `${got} of ${sent} tokens came, then the answer ${how}`,
    hint: null,
  };
}

/** The model has answered, and none of its words arrived as it was sent. */
function notFound({ raw, bytes, generations, replayed }: Through, failed: Why | null): Word {
  if (replayed) return REPLAYED;
  // an answer that is no event stream is no failure here: words are looked for in any text
  const broken = raw === null || raw.status === null || raw.status >= 300 || raw.end === "failed";
  if (broken && failed !== null) return unknown(failed.why, failed.hint);
  const says = `tokens not found, ${sayBytes(bytes)} came`;
  const why = generations.every(({ streamed }) => !streamed)
    ? 'the model was asked for whole answers only ("stream": true is missing), and their words did not come'
    : "the model's words are not in the answer: the app rewrites them, or answers with something else";
  return { word: "unknown", says, why, hint: "a question to which the app passes the model's text on as it is" };
}

const REPLAYED: Word = unknown(
  "the words of an earlier answer came: something on the way stores answers",
  "another question, or without the cache",
);

function notAsked({ raw, bytes, refused, elsewhere, replayed, reachMs }: Through): Word {
  if (replayed) return REPLAYED;
  if (refused > 0) return unknown("the model was asked without its token", "the key that the first lines show");
  if (elsewhere !== null) {
    return unknown(
      `the model was asked for ${elsewhere}, which the lab's has not`,
      "point the stack at it as at OpenAI's API, Anthropic's or Ollama's",
    );
  }
  if (raw === null) return unknown(`nobody asked the model within ${reachMs / 1000} s: ${sayBytes(bytes)} came`, POINT);
  const failed = whyFailed(raw, arrivalsOf(raw).kind, arrivalsOf(raw).arrivals.length);
  if (failed !== null && (raw.status === null || raw.status >= 300 || raw.end === "failed")) {
    return unknown(`${failed.why}; the model was not asked`, failed.hint ?? POINT);
  }
  return unknown(`the model was not asked: the stack answered by itself, ${sayBytes(bytes)}`, POINT);
}

const POINT = "point the stack at the lab's model as the first lines show, start it anew, and run this again";

function unknown(why: string, hint: string | null = null): Word {
  const says = "cannot be known";
  return { word: "unknown", says, why, hint };
}
