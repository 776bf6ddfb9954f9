import type { Limit } from "./product.ts";

/** A value of a config with the place that it comes from. */
export interface Value<T = string> {
  readonly value: T;
  /** Null: the product's default. */
  readonly at: Place | null;
}

/** A line of one of the person's files. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The line as it stands there, trimmed. */
  readonly text: string;
  /** White space before it, so that an edit can keep it; missing: not known. */
  readonly indent?: string;
}

/** Where a product listens. */
export interface Listener {
  readonly port: number;
  readonly tls: boolean;
  /** What it speaks there, HTTP/1.1 always. */
  readonly http2: boolean;
}

/** One way through a config: a server's location, a virtual host's route, a frontend's backend. */
export interface Route {
  /** Unique in the config, and stable: `chat.example.com /api/chat`. */
  readonly id: string;
  /** Host header and SNI that reach it; null: any. */
  readonly host: string | null;
  readonly listeners: readonly Listener[];
  /** As the person wrote it: `location ~ ^/v1/`, `/api/*`. */
  readonly location: string;
  /** Where it begins. */
  readonly at: Place;
  /** A path that the product's own matching sends here; null: none is known, and the person is asked for --path. */
  readonly example: string | null;
  /** What reaches it, where a POST goes another way; missing: any method, and it is asked with POST first. */
  readonly method?: "GET";
  readonly target: Target;
  /** What can end an answer here, defaults included. */
  readonly limits: readonly Limit[];
  /** Values that bear on a stream, by directive, with their lines: shown, and where blame looks. */
  readonly values: Readonly<Record<string, Value>>;
  /** Whether a cache may answer in the upstream's place, a compressor work on it, and what would refuse the lab's own requests. */
  readonly caches: boolean;
  readonly compresses: boolean;
  readonly guards: readonly Guard[];
  /** What works on an answer's body here, with its line; missing: nothing that is known. */
  readonly filters?: readonly BodyFilter[];
  /** Lines that bring a file into it that was not given, and that may decide; missing: none. */
  readonly unread?: readonly Place[];
  /** Lines of the route's block and of those around it that an edit can go to: the line of its opening. */
  readonly openings: readonly Place[];
}

/** Where a route sends a request. */
export interface Target {
  /** Upstream's names and ports; empty: it cannot be seen (a computed upstream). */
  readonly servers: readonly { readonly host: string; readonly port: number; readonly tls: boolean }[];
  /** The HTTP version that it asks with. */
  readonly asks: "1.0" | "1.1" | "2";
  /** What ends by closing is no measure here: the origin answers with chunks alone. Missing: with both. */
  readonly chunks?: true;
  /** Absent: HTTP. Any other protocol is one that the lab's origin cannot answer. */
  readonly speaks?: "grpc" | "fastcgi" | "uwsgi" | "scgi" | "memcached";
  readonly at: Place;
}

/** A filter of answers: a compressor, or one that writes into them. */
export interface BodyFilter {
  /** As its product calls it: `gzip`, `sub_filter`, `encode`. */
  readonly name: string;
  readonly does: "compresses" | "writes";
  readonly at: Place;
}

/** Something in the config that turns the lab's own requests away. */
export interface Guard {
  readonly kind: "auth" | "rate" | "connections" | "address" | "method";
  readonly at: Place;
  /** It counts all readers together: many at once are refused, however little each of them asks. Missing: each by itself, or not known. */
  readonly everybody?: true;
}
