import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments, type Pair } from "yaml";
import type { OwnFile } from "./product.ts";
import type { Place } from "./route.ts";

/** A file that is read, and what its nodes need to find their lines. */
interface Source {
  readonly file: OwnFile;
  readonly lines: readonly string[];
  readonly counter: LineCounter;
  readonly resolve: (node: unknown) => unknown;
  /** Whether a key in the file is the one that is looked for. */
  readonly same: (key: string, wanted: string) => boolean;
}

/** `stream_idle_timeout` is `streamIdleTimeout`, too: whoever reads protobuf's JSON reads both. */
function sameInProtobuf(key: string, wanted: string): boolean {
  return key === wanted || key === wanted.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** `entrypoints` is `entryPoints`, too: Go programs that read into structs mostly do not look at the case. */
export function sameInAnyCase(key: string, wanted: string): boolean {
  return key.toLowerCase() === wanted.toLowerCase();
}

/** A value in a YAML file with the line that it stands in. */
export class Spot {
  readonly source: Source;
  /** Anchors are followed. */
  readonly node: Node;
  /** The key that it stands under; null: an item of a list, or a whole document. */
  readonly key: Node | null;

  constructor(source: Source, node: Node, key: Node | null) {
    this.source = source;
    this.node = node;
    this.key = key;
  }

  /** The value below these keys; null: there is none. */
  get(...keys: readonly string[]): Spot | null {
    const [first, ...rest] = keys;
    if (first === undefined) return this;
    const found = this.pairs().find(([name]) => this.source.same(name, first))?.[1] ?? null;
    return found === null ? null : found.get(...rest);
  }

  /** What stands in a map, by key. */
  pairs(): [string, Spot][] {
    if (!isMap(this.node)) return [];
    return this.node.items.flatMap(({ key, value }: Pair) => {
      const node = this.source.resolve(value);
      return isScalar(key) && node ? [[String(key.value), new Spot(this.source, node as Node, key)]] : [];
    });
  }

  /** What stands in a list. */
  items(): Spot[] {
    if (!isSeq(this.node)) return [];
    return this.node.items.map((item) => new Spot(this.source, this.source.resolve(item) as Node, null));
  }

  /** A scalar as it is written, without quotes; null: it is a map or a list. */
  get text(): string | null {
    if (!isScalar(this.node)) return null;
    return typeof this.node.value === "string" ? this.node.value : (this.node.source ?? String(this.node.value));
  }

  /** The line of its key, else the one where it begins. */
  get at(): Place {
    return placeIn(this.source, lineOf(this.source, (this.key ?? this.node).range![0]));
  }

  /** Where it is, whoever refers to it: an anchor's node is one node. */
  get id(): string {
    return `${this.source.file.name}:${this.node.range?.[0]}`;
  }
}

/** Line, from 1, of an offset. */
export function lineOf({ counter }: Source, offset: number): number {
  return counter.linePos(offset).line;
}

/** A line as a place. */
export function placeIn({ file, lines }: Source, line: number): Place {
  const raw = lines[line - 1] ?? "";
  return { file: file.name, line, text: raw.trim(), indent: /^\s*/.exec(raw)![0] };
}

/** The documents of a file. What does not parse is left out: the product says what is wrong with it. */
export function readYaml(file: OwnFile): Spot[] {
  return documentsIn(file, sameInProtobuf);
}

/** The same, for a product that takes its keys in any case. */
export function readYamlInAnyCase(file: OwnFile): Spot[] {
  return documentsIn(file, sameInAnyCase);
}

function documentsIn(file: OwnFile, same: Source["same"]): Spot[] {
  const counter = new LineCounter();
  const documents = parseAllDocuments(file.text, { lineCounter: counter, uniqueKeys: false });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    const resolve = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
    const source: Source = { file, lines: file.text.split(/\r?\n/), counter, resolve, same };
    return document.contents === null ? [] : [new Spot(source, document.contents as Node, null)];
  });
}
