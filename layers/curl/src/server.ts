import { foreignReader } from "../../probe/src/foreign.ts";
import { createReader } from "../../probe/src/routes.ts";
import { startCurl } from "./curl.ts";

const [configFile] = process.argv.slice(2);
if (configFile === undefined) throw new Error("usage: server.ts <curl config file>");
createReader(foreignReader("curl", startCurl(configFile))).listen(8080);
process.on("SIGTERM", () => process.exit(0));
