import { defineConfig } from "vitest/config";

/** Two projects: `pure` needs nothing but Node; `lab` drives real containers, one file at a time so that runs do not disturb each other. */
export default defineConfig({
  test: {
    teardownTimeout: 30_000,
    reporters: ["default", ["json", { outputFile: "results/vitest.json" }]],
    projects: [
      {
        test: {
          name: "pure",
          include: ["test/pure/**/*.test.ts"],
          isolate: false,
          // many wait for a command or a clock: one core alone would wait with them
          maxWorkers: 3,
          // what hangs is ended; a busy machine that takes five seconds to start a command is no fault
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "lab",
          include: ["test/lab/**/*.test.ts"],
          fileParallelism: false,
          maxWorkers: 1,
          testTimeout: 120_000,
          // an experiment may be measured five times, and its readers' controls before it
          hookTimeout: 900_000,
          globalSetup: "test/lab/setup.ts",
          // after the pure tests, whose load would be felt by the streams
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
