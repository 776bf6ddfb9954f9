import { readFileSync } from "node:fs";
import { foreignReader } from "../../../reader-kit/account.ts";
import { createReader } from "../../../reader-kit/routes.ts";
import { launch } from "./browser.ts";
import { startPage } from "./page.ts";

const [scriptFile] = process.argv.slice(2);
if (scriptFile === undefined) throw new Error("usage: server.ts <page script>");
const openTab = await launch();
const start = startPage(openTab, readFileSync(scriptFile, "utf8"));
createReader(foreignReader("chromium", start, ["bytesPerSecond", "accept-encoding"])).listen(8080);
process.on("SIGTERM", () => process.exit(0));
