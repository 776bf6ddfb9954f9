import { expect, test } from "vitest";
import { LabError } from "../../src/model/error.ts";
import { renderError } from "../../src/report/index.ts";

const PLAIN = { width: 80, colour: false };

test("a LabError says what, observed against limit, next command", () => {
  const error = new LabError("port_taken", "port 8080 on 127.0.0.1 is in use", {
    observed: "node (pid 4711)",
    limit: "a free port",
    hint: "LAB_PORT=8081 ./lab up",
  });
  expect(renderError(error, PLAIN)).toMatchInlineSnapshot(`
    "error: port 8080 on 127.0.0.1 is in use
      observed: node (pid 4711)
      limit:    a free port
      next:     LAB_PORT=8081 ./lab up"
  `);
});

test("what a LabError does not know is left out", () => {
  expect(renderError(new LabError("usage", "which experiment?"), PLAIN)).toBe("error: which experiment?");
});

test("anything else is a crash of the lab, with its stack", () => {
  const text = renderError(new TypeError("x is not a function"), PLAIN);
  expect(text).toMatch(/^error: the lab itself crashed; please report/);
  expect(text).toMatch(/\n {2}TypeError: x is not a function\n +at .*report-error\.test\.ts/);
  expect(renderError("a string", PLAIN)).toContain("a string");
});
