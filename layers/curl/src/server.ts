import { foreignReader } from "../../../reader-kit/account.ts";
import { createReader } from "../../../reader-kit/routes.ts";
import { startCurl } from "./curl.ts";

const [scriptFile] = process.argv.slice(2);
if (scriptFile === undefined) throw new Error("usage: server.ts <script that calls curl>");
createReader(foreignReader("curl", startCurl(scriptFile))).listen(8080);
process.on("SIGTERM", () => process.exit(0));
