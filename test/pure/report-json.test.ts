import { createRequire } from "node:module";
import { beforeAll, describe, expect, test } from "vitest";
import { metricsOf } from "../../src/metrics/index.ts";
import { jsonDocument, jsonSchema } from "../../src/report/index.ts";
import { toTheEnd } from "./paths.ts";
import { experiment, handshake, judged, run, side } from "./traces.ts";

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
const verdict = judged(trace);
const documents = {
  TraceDocument: trace,
  MetricsDocument: metricsOf(trace),
  VerdictDocument: verdict,
  VerdictList: jsonDocument([verdict, verdict]),
};

describe("--json", () => {
  test("is the verdict itself for one experiment, a list for several", () => {
    expect(jsonDocument([verdict])).toBe(verdict);
    expect(jsonDocument([verdict, verdict])).toEqual({ schemaVersion: 1, experiments: [verdict, verdict] });
    expect(jsonDocument([])).toEqual({ schemaVersion: 1, experiments: [] });
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
      name === undefined ? schema : { ...schema, anyOf: [{ $ref: `#/definitions/${name}` }] },
    );
    return validate(JSON.parse(JSON.stringify(value))) ? [] : validate.errors;
  };

  test.for(Object.entries(documents))("accepts a %s that the lab wrote", ([name, value]) => {
    expect(problems(value, name)).toEqual([]);
  });

  test("is itself that of --json", () => {
    expect(problems(jsonDocument([verdict]))).toEqual([]);
    expect(problems(jsonDocument([verdict, verdict]))).toEqual([]);
  });

  test("rejects another version, a missing and an unknown field", () => {
    expect(problems({ ...verdict, schemaVersion: 2 }, "VerdictDocument")).not.toEqual([]);
    expect(problems({ ...verdict, reason: undefined }, "VerdictDocument")).not.toEqual([]);
    expect(problems({ ...verdict, speed: 1 }, "VerdictDocument")).not.toEqual([]);
  });
});
