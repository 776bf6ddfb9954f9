import type { JsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import type { UrlDocument } from "../../verify/url/document.ts";
import { URL_WORDS } from "../../verify/url/document.ts";
import { ASKED, Ms } from "./asked.ts";
import { Count, schemaOf } from "./schema.ts";
import type { Fields, Same } from "./schema.ts";
import { withoutSecretsIn } from "./secrets.ts";

const Reading = v.strictObject({
  ...ASKED,
  word: v.picklist(URL_WORDS),
  framing: v.nullable(v.picklist(["chunked", "length", "close", "frames"])),
  headersMs: v.nullable(Ms),
  firstMs: v.nullable(Ms),
  events: Count,
  steps: Count,
  stepBytes: v.nullable(Ms),
});

const Difference = v.strictObject({
  laterMs: v.number(),
  noiseMs: Ms,
  decides: v.picklist(["held between", "no difference", "unknown"]),
});

/** The schema of `./lab verify --url --json`. It does not compile unless it says exactly what UrlDocument says. */
export const UrlSchema = v.strictObject({
  schemaVersion: v.literal(1),
  url: v.string(),
  direct: v.nullable(v.string()),
  sent: Count,
  readings: v.array(Reading),
  difference: v.nullable(Difference),
  word: v.picklist(URL_WORDS),
  says: v.string(),
  notes: v.array(v.string()),
  unknowable: v.array(v.string()),
  exit: v.picklist([0, 1, 2]),
}) satisfies v.GenericSchema<UrlDocument, Readonly<UrlDocument>>;

// a field that one of the two lacks is an error here
const _same: Same<Fields<v.InferOutput<typeof UrlSchema>>, Fields<UrlDocument>> = true;
void _same;

/** What `./lab verify --url --json` prints, indented. */
export function renderUrlJson(document: UrlDocument): string {
  return JSON.stringify(withoutSecretsIn(document), null, 2);
}

/** JSON schema (draft-07) of `./lab verify --url --json`; `./lab generate` writes it beside this file. */
export function urlJsonSchema(): JsonSchema {
  return schemaOf(UrlSchema, "buffering-lab verify --url, schema version 1");
}
