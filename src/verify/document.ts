import type { HopChain } from "../model/hop.ts";

/** What `./lab verify --json` prints: stable, versioned, and all that every other format is made from. */
export interface VerifyDocument {
  readonly schemaVersion: 1;
  readonly product: string;
  readonly version: string;
  readonly file: string;
  /** False: `refused` says why. */
  readonly loads: boolean;
  /** What was put in so that it starts, a sentence each. */
  readonly assumed: readonly string[];
  readonly refused: readonly RefusedWith[];
  readonly locations: readonly LocationReport[];
  /** Findings that a comment in the file allows: counted, not judged. */
  readonly allowed: number;
  /** True with --check: nothing was run. */
  readonly unmeasured: boolean;
  readonly exit: 0 | 1 | 2;
}

/** Why there is no verdict. */
export interface RefusedWith {
  readonly file: string;
  readonly line: number | null;
  readonly message: string;
  readonly hint: string | null;
}

/** The truth of a location in a word. */
export type LocationVerdict = "streams" | "holds" | "loses" | "cuts" | "refused" | "not-measured" | "not-reached";

/** One location, as measured. */
export interface LocationReport {
  readonly server: string | null;
  /** `443`, `443 tls`. */
  readonly listen: string;
  readonly location: string;
  readonly file: string;
  readonly line: number;
  readonly example: string | null;
  /** HTTP version that the proxy asks your app with. */
  readonly asks: "1.0" | "1.1" | "2";
  /** What it is offered over, of which each was measured. */
  readonly readers: readonly Hold["reader"][];
  readonly verdict: LocationVerdict;
  /** Why it is no result: `your own guard answers 401 (line 60): --header`. */
  readonly why: string | null;
  /** Requests that were measured. */
  readonly cells: number;
  readonly holds: readonly Hold[];
  readonly limits: readonly LimitReport[];
  readonly findings: readonly VerifyFinding[];
  readonly noEffect: readonly { readonly file: string; readonly line: number; readonly text: string }[];
  /** Of a stack: what was waited for, and was not cut. */
  readonly withstood?: Withstood | undefined;
  /** Of a stack whose entry does not stream: what packets say of each service on the answer's way. */
  readonly hops?: HopChain | undefined;
}

/** What is held, for whom, and how much. */
export interface Hold {
  /** How the origin ends its answer; `model`: it is the model of a whole stack. */
  readonly origin: "chunked" | "closes" | "chunked-to-1.0" | "model";
  readonly reader: "HTTP/1.1" | "HTTP/2";
  readonly encoding: string | null;
  /** Who has compressed it; null: nobody. */
  readonly codedBy: "app" | "proxy" | null;
  /** The filter of the proxy that did: `gzip`; null: the app did, or it is not known. */
  readonly codedAt: { readonly name: string; readonly file: string; readonly line: number } | null;
  /** What the app sends: `text/event-stream`. */
  readonly contentType: string;
  /** Bytes of an event at least; 0: about 200, as a chat completion's chunk has. */
  readonly eventBytes: number;
  /** Where it was asked: `443 tls`, one of the location's. */
  readonly listen: string;
  /** Size of the first release, in bytes of the origin; null: nothing came before the end. */
  readonly bytes: number | null;
  readonly toTheEnd: boolean;
  /** Each token came by itself, so long after it was sent, ms; null: bytes were held until more came. */
  readonly eachMs: number | null;
}

/** A limit of a location. */
export interface LimitReport {
  readonly kind: "idle" | "total" | "headers";
  readonly seconds: number;
  /** Null: the product's default. */
  readonly file: string | null;
  readonly line: number | null;
  readonly proof: "scaled" | "waited" | "read";
}

/** Silences and long answers that a stack has let pass. Longer ones are not measured. */
export interface Withstood {
  /** So long each was. */
  readonly seconds: number;
  readonly passed: readonly LimitReport["kind"][];
  /** Neither a cut was seen, nor that it came whole. */
  readonly unknown: readonly LimitReport["kind"][];
  /** The command that proves the limits of the entry's own config, however long; null: it has none that the lab knows. */
  readonly next: string | null;
}

/** A fault, with its line and the smallest change that cures it. */
export interface VerifyFinding {
  readonly rule: string;
  readonly level: "error" | "warning" | "note";
  readonly file: string;
  readonly line: number;
  /** The line's text. */
  readonly text: string;
  readonly message: string;
  /** What was measured: `holds 4 KB`. */
  readonly seen: string;
  readonly cures: readonly Cure[];
  readonly by: "app" | "proxy" | "platform";
  readonly experiment: string;
  /** Of a stack, where no cure is looked for: the command that finds the line and its cure; null: there is none. */
  readonly next?: string | null;
}

/** A change that was run. */
export interface Cure {
  /** Unified diff of the person's file; null: it is made elsewhere, and `text` says where. */
  readonly diff: string | null;
  /** `+ proxy_buffering off;  after line 41`. */
  readonly text: string;
  /** `streamed, 16 of 16 acknowledged`. */
  readonly seen: string;
}

/** With --wait every limit up to this is waited for; the report says so of one that was not. Seconds. */
export const WAITED_ALL_S = 75;
