import type { AddressInfo } from "node:net";
import { createMock } from "./routes.ts";

/** Thousands of streams can begin in the same millisecond. */
const BACKLOG = 4096;

const port = Number(process.env["PORT"] ?? 8080);
const server = createMock();
server.on("error", (error) => {
  process.stderr.write(`mock-llm: cannot listen on port ${port}: ${error.message}; PORT=<number> takes another\n`);
  process.exit(1);
});
server.listen({ port, backlog: BACKLOG }, () => {
  process.stdout.write(
    `mock-llm: listening on port ${(server.address() as AddressInfo).port}, node ${process.version}\n`,
  );
});
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => process.exit(0));
