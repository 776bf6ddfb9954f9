import type { JsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import type { VerifyDocument } from "../../verify/document.ts";
import { HopChain } from "../../model/hop.ts";
import { Count, Line, schemaOf } from "./schema.ts";
import type { Fields, Same } from "./schema.ts";

const Refused = v.strictObject({
  file: v.string(),
  line: v.nullable(Line),
  message: v.string(),
  hint: v.nullable(v.string()),
});

const Hold = v.strictObject({
  origin: v.picklist(["chunked", "closes", "chunked-to-1.0", "model"]),
  reader: v.picklist(["HTTP/1.1", "HTTP/2"]),
  encoding: v.nullable(v.string()),
  codedBy: v.nullable(v.picklist(["app", "proxy"])),
  codedAt: v.nullable(v.strictObject({ name: v.string(), file: v.string(), line: Line })),
  contentType: v.string(),
  eventBytes: Count,
  listen: v.string(),
  bytes: v.nullable(Count),
  toTheEnd: v.boolean(),
  eachMs: v.nullable(v.number()),
});

const Limit = v.strictObject({
  kind: v.picklist(["idle", "total", "headers"]),
  seconds: v.pipe(v.number(), v.minValue(0)),
  file: v.nullable(v.string()),
  line: v.nullable(Line),
  proof: v.picklist(["scaled", "waited", "read"]),
});

const Kinds = v.array(Limit.entries.kind);
const Withstood = v.strictObject({
  seconds: v.pipe(v.number(), v.minValue(0)),
  passed: Kinds,
  unknown: Kinds,
  next: v.nullable(v.string()),
});

const Cure = v.strictObject({ diff: v.nullable(v.string()), text: v.string(), seen: v.string() });

const Finding = v.strictObject({
  rule: v.string(),
  level: v.picklist(["error", "warning", "note"]),
  file: v.string(),
  line: Line,
  text: v.string(),
  message: v.string(),
  seen: v.string(),
  cures: v.array(Cure),
  by: v.picklist(["app", "proxy", "platform"]),
  experiment: v.string(),
  next: v.exactOptional(v.nullable(v.string())),
});

const Location = v.strictObject({
  server: v.nullable(v.string()),
  listen: v.string(),
  location: v.string(),
  file: v.string(),
  line: Line,
  example: v.nullable(v.string()),
  asks: v.picklist(["1.0", "1.1", "2"]),
  readers: v.array(v.picklist(["HTTP/1.1", "HTTP/2"])),
  verdict: v.picklist(["streams", "holds", "loses", "cuts", "refused", "not-measured", "not-reached"]),
  why: v.nullable(v.string()),
  cells: Count,
  holds: v.array(Hold),
  limits: v.array(Limit),
  findings: v.array(Finding),
  noEffect: v.array(v.strictObject({ file: v.string(), line: Line, text: v.string() })),
  withstood: v.optional(Withstood),
  hops: v.optional(HopChain),
});

const Schema = v.strictObject({
  schemaVersion: v.literal(1),
  product: v.string(),
  version: v.string(),
  file: v.string(),
  loads: v.boolean(),
  assumed: v.array(v.string()),
  refused: v.array(Refused),
  locations: v.array(Location),
  allowed: Count,
  unmeasured: v.boolean(),
  exit: v.picklist([0, 1, 2]),
});

/** The schema of `./lab verify --json`. It does not compile unless it says exactly what VerifyDocument says. */
export const VerifySchema = Schema satisfies v.GenericSchema<VerifyDocument, Readonly<VerifyDocument>>;

// a field that one of the two lacks is an error here
const _same: Same<Fields<v.InferOutput<typeof VerifySchema>>, Fields<VerifyDocument>> = true;
void _same;

/** What `./lab verify --json` prints, indented. */
export function renderVerifyJson(document: VerifyDocument): string {
  return JSON.stringify(document, null, 2);
}

/** JSON schema (draft-07) of `./lab verify --json`; `./lab generate` writes it beside this file. */
export function verifyJsonSchema(): JsonSchema {
  return schemaOf(VerifySchema, "buffering-lab verify, schema version 1");
}
