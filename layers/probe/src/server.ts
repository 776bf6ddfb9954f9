import { createProbe } from "./routes.ts";

createProbe().listen(8080);
process.on("SIGTERM", () => process.exit(0));
