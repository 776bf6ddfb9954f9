import { createRequire } from "node:module";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { renderVerifyAs, verifyJsonSchema } from "../../src/report/verify/index.ts";
import { VerifySchema } from "../../src/report/verify/json.ts";
import { AWKWARD, DOCUMENTS, SECRET } from "./verify-documents.ts";

interface Validator {
  compile(schema: object): ((value: unknown) => boolean) & { errors?: unknown };
}
// a validator that is here anyway: eslint's own, so that the lab needs none
const require = createRequire(createRequire(import.meta.url).resolve("eslint"));
const Ajv = require("ajv") as new (options: object) => Validator;

const printed = (of: Parameters<typeof renderVerifyAs>[1]): unknown =>
  JSON.parse(renderVerifyAs("json", of, { page: { width: 80, colour: false } }));

describe("verify --json", () => {
  const validate = new Ajv({ allErrors: true }).compile(JSON.parse(JSON.stringify(verifyJsonSchema())) as object);

  test.for(Object.entries({ ...DOCUMENTS, AWKWARD }))("%s fits its schema, as JSON and in valibot", ([, each]) => {
    expect(validate(printed(each)) ? [] : validate.errors).toEqual([]);
    expect(v.is(VerifySchema, printed(each))).toBe(true);
  });

  test("is the document, unless a text looks like a secret", () => {
    expect(printed(DOCUMENTS.holds)).toEqual(DOCUMENTS.holds);
    expect(JSON.stringify(printed(AWKWARD))).not.toContain(SECRET);
  });

  test.for([
    ["another version", { schemaVersion: 2 }],
    ["an unknown field", { more: 1 }],
    ["line 0", { refused: [{ file: "a", line: 0, message: "m", hint: null }] }],
    ["another exit code", { exit: 3 }],
  ] as const)("rejects %s", ([, wrong]) => {
    expect(validate({ ...DOCUMENTS.streams, ...wrong })).toBe(false);
  });
});
