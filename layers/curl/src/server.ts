import { foreignReader } from "../../../reader-kit/account.ts";
import { createReader } from "../../../reader-kit/routes.ts";
import { startCurl } from "./curl.ts";

const [configFile] = process.argv.slice(2);
if (configFile === undefined) throw new Error("usage: server.ts <curl config file>");
createReader(foreignReader("curl", startCurl(configFile))).listen(8080);
process.on("SIGTERM", () => process.exit(0));
