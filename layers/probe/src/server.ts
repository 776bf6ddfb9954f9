import { createReader } from "../../../reader-kit/routes.ts";
import { openRead } from "./reading.ts";

createReader(openRead).listen(8080);
process.on("SIGTERM", () => process.exit(0));
