import type { JsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { API_NAMES, THROUGH_WORDS } from "../../verify/through/document.ts";
import type { ThroughDocument } from "../../verify/through/document.ts";
import { ASKED, Ms } from "./asked.ts";
import { Count, schemaOf } from "./schema.ts";
import type { Fields, Same } from "./schema.ts";
import { withoutSecretsIn } from "./secrets.ts";

const Reading = v.strictObject({
  ...ASKED,
  word: v.picklist(THROUGH_WORDS),
  sent: Count,
  got: Count,
  heldBytes: v.nullable(Count),
  latencyMs: v.nullable(Ms),
  model: v.strictObject({
    streams: Count,
    wholes: Count,
    refused: Count,
    elsewhere: v.nullable(v.string()),
    api: v.nullable(v.picklist(API_NAMES)),
    httpVersion: v.nullable(v.string()),
  }),
});

/** The schema of `./lab verify --url --model --json`. It does not compile unless it says exactly what ThroughDocument says. */
export const ThroughSchema = v.strictObject({
  schemaVersion: v.literal(1),
  url: v.string(),
  direct: v.nullable(v.string()),
  model: v.string(),
  sent: Count,
  readings: v.array(Reading),
  word: v.picklist(THROUGH_WORDS),
  says: v.string(),
  notes: v.array(v.string()),
  exit: v.picklist([0, 1, 2]),
}) satisfies v.GenericSchema<ThroughDocument, Readonly<ThroughDocument>>;

// a field that one of the two lacks is an error here
const _same: Same<Fields<v.InferOutput<typeof ThroughSchema>>, Fields<ThroughDocument>> = true;
void _same;

/** What `./lab verify --url --model --json` prints, indented. */
export function renderThroughJson(document: ThroughDocument): string {
  return JSON.stringify(withoutSecretsIn(document), null, 2);
}

/** JSON schema (draft-07) of `./lab verify --url --model --json`; `./lab generate` writes it beside this file. */
export function throughJsonSchema(): JsonSchema {
  return schemaOf(ThroughSchema, "buffering-lab verify --url --model, schema version 1");
}
