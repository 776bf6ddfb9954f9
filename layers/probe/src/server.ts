import { openRead } from "./reading.ts";
import { createReader } from "./routes.ts";

createReader(openRead).listen(8080);
process.on("SIGTERM", () => process.exit(0));
