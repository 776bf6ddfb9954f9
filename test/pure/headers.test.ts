import { expect, test } from "vitest";
import { headersOf } from "../../src/commands/headers.ts";
import { LabError } from "../../src/model/error.ts";

test("a header as a person types it", () => {
  expect(headersOf(["Authorization: Bearer x:y", "Accept:*/*", "X-Empty:"])).toEqual({
    ...{ authorization: "Bearer x:y", accept: "*/*", "x-empty": "" },
  });
});

test("what is no header is told by its number, and never shown: it may be a secret", () => {
  const refused = (): unknown => headersOf(["accept: */*", "hunter2"]);
  expect(refused).toThrow(LabError);
  expect(refused).toThrow(expect.objectContaining({ observed: "number 2 of 2 has no colon after a name" }));
  expect(refused).not.toThrow(/hunter2/);
});
