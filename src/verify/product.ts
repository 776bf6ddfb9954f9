import type { Place, Route, Value } from "./route.ts";

/** A file as its owner wrote it: its path is shown in every sentence about it. */
export interface OwnFile {
  /** As the person typed it, or as it is named in an archive or an include: `nginx.conf`, `conf.d/chat.conf`. */
  readonly name: string;
  readonly text: string;
}

/**
 * What a product's folder, layers/<product>/verify/index.ts, exports as `product`. src/verify knows no product: all that differs stands
 * behind these functions. Each of them is pure, and none is given anything but text.
 */
export interface Product {
  /** As a person types it after --as: `nginx`. Equal to the layer's name. */
  readonly name: string;
  /** Versions whose images the layer has, the default first. */
  readonly versions: readonly string[];
  /** 0: certainly not; 1: certainly. By name and content; two products above 0.5 are ambiguous. */
  detect(file: OwnFile): number;
  /** What is not this product's, or can never be measured (wasm, `stream {}`, client certificates): a sentence each, with its line. */
  refuses(files: readonly OwnFile[]): readonly Refusal[];
  /** Names in the text that need a value from the person: `${READ_TIMEOUT}`. */
  variables(file: OwnFile): readonly Variable[];
  /** Where the files go in the product's container, what frames a fragment, and how the product is checked, started and reloaded. */
  place(files: readonly OwnFile[]): Placed;
  /** The product's own words while it checks the config -> what to do about it. Tried in order; the first that matches is applied. */
  readonly treatments: readonly TreatmentRule[];
  /** What a check says of a config that it refuses, where that is not one line with `path:line` in it; null: it is, here. Absent: always. */
  complaint?(output: string): OwnWords | null;
  /**
   * What the config does with a request.
   * @param dump what the product prints with `Placed.dump`, or null where it has no such command
   * @param version the product's version, where a default depends on it; absent: the first of `versions`
   */
  routes(files: readonly OwnFile[], dump: string | null, version?: string): readonly Route[];
  /** Changes that may cure a fault of a route, the likeliest first. */
  candidates(route: Route, fault: Fault): readonly Edit[];
  /** Lines of a route that may have no effect on a stream: each is taken out of the cured file, and measured. */
  suspects(route: Route): readonly Edit[];
  /** The edit that sets a limit of a route to so many seconds, so that it can be seen without waiting for it. Null: it cannot be set. */
  scaled(route: Route, limit: Limit, seconds: number): Edit | null;
  /** Headers by which an app can ask this product for a stream: measured where it holds. Absent: it heeds none. */
  readonly appHeaders?: readonly Readonly<Record<string, string>>[];
  /** A finding's rule ids of this product, with what backs each. */
  readonly rules: readonly Rule[];
}

/** A product's own words for what it refuses. */
export interface OwnWords {
  /** Path in the container; null: it names none. */
  readonly path: string | null;
  readonly line: number | null;
  readonly says: string;
}

/** A sentence of refusal: `does not load`, `cannot see where it goes`. */
export interface Refusal {
  readonly file: string;
  /** From 1; null where it is about the whole file. */
  readonly line: number | null;
  readonly says: string;
  /** The next command or flag: `--upstream host:port`. */
  readonly hint: string | null;
}

/** A variable of a template. */
export interface Variable {
  readonly name: string;
  readonly line: number;
  /** Whether its value can decide a verdict (a timeout, a switch). Then it is asked for; a name or a port may be invented. */
  readonly decides: boolean;
  /** What a template itself gives: `${PORT:-8080}`. */
  readonly fallback: string | null;
  /** A value that loads in its place, where it decides nothing: a port, a name, a URL of the origin. */
  readonly invented?: string;
}

/** How a product's container is to look. Paths are those inside the container. */
export interface Placed {
  /** Path -> text: the person's files, the frame around a fragment, and what the product needs beside them. */
  readonly files: Readonly<Record<string, string>>;
  /** Of `files`, those that are the lab's: never the subject of a finding. */
  readonly ours: readonly string[];
  /** Path -> the person's name of it; missing: it is told by its text. */
  readonly names?: Readonly<Record<string, string>>;
  /** What differs in `files` from what the person gave, a sentence each, told with the treatments; missing: nothing. */
  readonly assumed?: readonly string[];
  /** What the files bring in from elsewhere and was not given, a sentence each, where that stops nothing; missing: nothing. */
  readonly ungiven?: readonly string[];
  /** Checks the config, prints the complaint on stderr or stdout, exit code 0 when it loads: `nginx -p /etc/nginx/ -t`. */
  readonly check: readonly string[];
  /** Prints the config as it was understood, exit code 0; null: the files themselves are read. */
  readonly dump: readonly string[] | null;
  readonly start: readonly string[];
  /** It looks after its upstreams' health from its first moment, and listens nowhere but where its routes say; missing: the origin comes later. */
  readonly originFirst?: true;
  /** Ends with 0, run beside the product, once it works by its config; missing: it does when it listens. `traefik healthcheck`. */
  readonly ready?: readonly string[];
  /** Services that the config asks about each request, which the lab must stand in for; missing: none. */
  readonly services?: readonly SideService[];
  /** Signal that makes the running product read its files anew; null: it is restarted. */
  readonly reloadSignal: string | null;
  /** Folders that the product writes to: writable in a read-only container. */
  readonly writable: readonly string[];
  /** Those in which it makes programs, and runs them; missing: none. */
  readonly executable?: readonly string[];
}

/** A service beside the path that the product asks: an empty answer to it means "go on". */
export interface SideService {
  readonly host: string;
  readonly port: number;
  /** `grpc`: an empty message is the answer; `http`: a 200 is. `ext-proc`: a stream of messages, one for each part of the answer. */
  readonly speaks: "grpc" | "http" | "ext-proc";
}

/** One kind of thing that the lab may put in so that a file starts. Every one that was applied is told to the person. */
export type Treatment =
  | { readonly kind: "name"; readonly host: string } // an upstream's name, as an alias of the origin
  | { readonly kind: "certificate"; readonly certificate: string; readonly key: string } // a self-signed pair at these paths
  | { readonly kind: "pem"; readonly path: string } // certificate and key in one file
  | { readonly kind: "dhparam"; readonly path: string }
  | { readonly kind: "empty-file"; readonly path: string } // a missing include
  | { readonly kind: "folder"; readonly path: string } // writable
  | { readonly kind: "user"; readonly user: string } // a line in /etc/passwd and /etc/group
  | { readonly kind: "ask"; readonly says: string; readonly hint: string }; // the person must give it: nothing is invented

/** A row of a product's table. */
export interface TreatmentRule {
  readonly pattern: RegExp;
  readonly treat: (match: RegExpMatchArray) => Treatment;
}

/** A change of one line of one of the person's files. */
export type Edit =
  | { readonly kind: "insert"; readonly file: string; readonly afterLine: number; readonly text: string }
  | { readonly kind: "replace"; readonly file: string; readonly line: number; readonly text: string }
  | { readonly kind: "remove"; readonly file: string; readonly line: number };

/** What was seen to be wrong with a route. */
export type Fault = "holds" | "loses" | "cuts" | "replays" | "goes-on" | "repeats" | "hides" | "refuses";

/** A limit that ends an answer, and the line that sets it. */
export interface Limit {
  /** `idle`: counts silence; `total`: counts the whole answer; `headers`: until the first byte. */
  readonly kind: "idle" | "total" | "headers";
  readonly seconds: Value;
}

/** A stable rule: its id is what SARIF, JUnit and `# lab: allow <id>` name. */
export interface Rule {
  /** `nginx/holds`, `nginx/idle-limit`: product, stroke, lower case with dashes. */
  readonly id: string;
  readonly fault: Fault;
  /** One sentence, for somebody who sees it for the first time. */
  readonly help: string;
  /** Who can cure it. */
  readonly by: "app" | "proxy" | "platform";
  /** Id of the experiment of this lab that backs it. */
  readonly experiment: string;
  /** What can be read in the config without a run: the line that lets the fault happen, and a sentence about it. Null: nothing. */
  readonly reads?: (route: Route) => Reading | null;
}

/** A line that lets a fault happen, by reading alone: no measurement, and so no verdict. */
export interface Reading {
  readonly at: Place;
  /** `nothing switches buffering off`. */
  readonly says: string;
}
