import { expect, test } from "vitest";
import { untilReady } from "../../src/verify/ready.ts";

const COMMAND = ["product", "healthcheck"];

/** Answers with these, one after the other, the last again and again. */
function asker(...answers: readonly { output: string; exitCode: number | null }[]) {
  const asked: (readonly string[])[] = [];
  const ask = (command: readonly string[]) =>
    Promise.resolve(answers[Math.min(asked.push(command), answers.length) - 1]!);
  return { asked, ask };
}

test("asks until the product says yes, and no more", async () => {
  const no = { output: "404\n", exitCode: 1 };
  const { asked, ask } = asker(no, no, { output: "OK\n", exitCode: 0 });
  await untilReady(COMMAND, ask, 60_000, 0);
  expect(asked).toEqual([COMMAND, COMMAND, COMMAND]);
});

test.for([
  [
    "its last line",
    { output: "starting\nBad healthcheck status: 404 Not Found\n\n", exitCode: 1 },
    "Bad healthcheck status: 404 Not Found",
  ],
  ["its exit code, where it says nothing", { output: "", exitCode: 3 }, "exit code 3"],
  ["that its end is not known", { output: "\n", exitCode: null }, "exit code null"],
] as const)("without a yes: what was waited for, how long, and %s", async ([, answer, said]) => {
  await expect(untilReady(COMMAND, asker(answer).ask, 0, 0)).rejects.toMatchObject({
    ...{ code: "layer_failed", message: "it listens, and has not said within 0 s that it is ready" },
    observed: `product healthcheck: ${said}`,
  });
});

test("what cannot be asked is thrown as it is", async () => {
  const gone = new Error("container is not running");
  await expect(untilReady(COMMAND, () => Promise.reject(gone), 60_000, 0)).rejects.toBe(gone);
});
