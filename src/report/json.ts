import { toJsonSchemaDefs } from "@valibot/to-json-schema";
import * as v from "valibot";
import type { JsonSchema } from "@valibot/to-json-schema";
import { LabEvent } from "../model/event.ts";
import { Expectation, ReaderExpectation } from "../model/expectation.ts";
import { ReaderMetrics, ReaderObservation } from "../model/observation.ts";
import { MetricsDocument, VerdictDocument } from "../model/result.ts";
import { Scenario } from "../model/scenario.ts";
import { SCHEMA_VERSION, TraceDocument } from "../model/trace.ts";

/** What `--json` prints, however many ran. */
export const ResultList = v.strictObject({
  schemaVersion: v.literal(SCHEMA_VERSION),
  results: v.array(VerdictDocument),
});
export type ResultList = v.InferOutput<typeof ResultList>;

/** The `--json` document: `{"schemaVersion": 3, "results": [...]}`, for one result and for none as well. */
export function jsonDocument(verdicts: readonly VerdictDocument[]): ResultList {
  return { schemaVersion: SCHEMA_VERSION, results: [...verdicts] };
}

/**
 * JSON schema (draft-07) of every document that the lab writes: `definitions` has trace.json, metrics.json, verdict.json and a line of
 * `--events`; the schema itself is that of `--json`. Fields that have a default are in every document that the lab wrote, but the schema
 * lets them be left out.
 */
export function jsonSchema(): JsonSchema {
  // those that stand in several places are named, so that each is there once
  const shared = { Scenario, Expectation, ReaderExpectation, ReaderObservation, ReaderMetrics };
  const documents = { ...shared, TraceDocument, MetricsDocument, VerdictDocument, LabEvent, ResultList };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: `buffering-lab results, schema version ${SCHEMA_VERSION}`,
    allOf: [{ $ref: "#/definitions/ResultList" }],
    // JSON has no NaN and no Infinity, so `finite` has nothing to say there
    definitions: toJsonSchemaDefs(documents, {
      ignoreActions: ["finite"],
      overrideRef: ({ referenceId }) => `#/definitions/${referenceId}`,
    }),
  };
}
