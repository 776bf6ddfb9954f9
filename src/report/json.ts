import { toJsonSchemaDefs } from "@valibot/to-json-schema";
import * as v from "valibot";
import type { JsonSchema } from "@valibot/to-json-schema";
import { MetricsDocument, VerdictDocument } from "../model/result.ts";
import { SCHEMA_VERSION, TraceDocument } from "../model/trace.ts";

/** What `--json` prints for several experiments. */
const VerdictList = v.strictObject({
  schemaVersion: v.literal(SCHEMA_VERSION),
  experiments: v.array(VerdictDocument),
});

/** The `--json` document: the verdict itself for one experiment, a list of them for several. */
export function jsonDocument(
  verdicts: readonly VerdictDocument[],
): VerdictDocument | v.InferOutput<typeof VerdictList> {
  const [only] = verdicts;
  if (verdicts.length === 1 && only !== undefined) return only;
  return { schemaVersion: SCHEMA_VERSION, experiments: [...verdicts] };
}

/**
 * JSON schema (draft-07) of every document that the lab writes: `definitions` has trace.json, metrics.json and verdict.json; the schema
 * itself is that of `--json`. Fields that have a default are in every document that the lab wrote, but the schema lets them be left out.
 */
export function jsonSchema(): JsonSchema {
  const documents = { TraceDocument, MetricsDocument, VerdictDocument, VerdictList };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: `buffering-lab results, schema version ${SCHEMA_VERSION}`,
    anyOf: [{ $ref: "#/definitions/VerdictDocument" }, { $ref: "#/definitions/VerdictList" }],
    // JSON has no NaN and no Infinity, so `finite` has nothing to say there
    definitions: toJsonSchemaDefs(documents, {
      ignoreActions: ["finite"],
      overrideRef: ({ referenceId }) => `#/definitions/${referenceId}`,
    }),
  };
}
