import { createRequire } from "node:module";
import { beforeAll, describe, expect, test } from "vitest";
import { jsonDocument, jsonSchema } from "../../src/report/index.ts";
import { toTheEnd } from "./paths.ts";
import { documentsOf } from "./render.ts";
import { experiment, handshake, run, side } from "./traces.ts";

interface Validator {
  compile(schema: object): ((value: unknown) => boolean) & { errors?: unknown };
}
const require = createRequire(import.meta.url);
// a validator that is here anyway: eslint's own, so that the lab needs none
const Ajv = createRequire(require.resolve("eslint"))("ajv") as new (options: object) => Validator;

const trace = experiment([
  side("broken", { shape: "held" }, [run({ path: toTheEnd }), handshake("held")]),
  side("fixed", { shape: "streamed" }, [run()], { readers: { reader: { headers: { "accept-encoding": "gzip" } } } }),
]);
const { verdict, metrics } = documentsOf(trace);
const event = { type: "stream-ended", subject: "nginx-buffering", side: "broken", proof: "paced" } as const;
const documents = {
  TraceDocument: trace,
  MetricsDocument: metrics,
  VerdictDocument: verdict,
  LabEvent: event,
  ResultList: jsonDocument([verdict, verdict]),
};

describe("--json", () => {
  test.for([0, 1, 2])("is one list, of %i results too", (count) => {
    const results = Array.from({ length: count }, () => verdict);
    expect(jsonDocument(results)).toEqual({ schemaVersion: 3, results });
  });
});

describe("the JSON schema", () => {
  const ajv = new Ajv({ allErrors: true });
  let schema: object;
  beforeAll(() => {
    schema = JSON.parse(JSON.stringify(jsonSchema())) as object;
  });
  const problems = (value: unknown, name?: string): unknown => {
    const validate = ajv.compile(
      name === undefined ? schema : { ...schema, allOf: [{ $ref: `#/definitions/${name}` }] },
    );
    return validate(JSON.parse(JSON.stringify(value))) ? [] : validate.errors;
  };

  test.for(Object.entries(documents))("accepts a %s that the lab wrote", ([name, value]) => {
    expect(problems(value, name)).toEqual([]);
  });

  test("is itself that of --json", () => {
    expect(problems(jsonDocument([verdict]))).toEqual([]);
    expect(problems(jsonDocument([verdict, verdict]))).toEqual([]);
    expect(problems(verdict)).not.toEqual([]);
  });

  test("rejects another version, a missing and an unknown field", () => {
    expect(problems({ ...verdict, schemaVersion: 1 }, "VerdictDocument")).not.toEqual([]);
    expect(problems({ ...verdict, doubts: undefined }, "VerdictDocument")).not.toEqual([]);
    expect(problems({ ...verdict, speed: 1 }, "VerdictDocument")).not.toEqual([]);
  });
});
