import { foreignReader } from "../account.ts";
import { createReader } from "../routes.ts";
import { bootPython, startPython } from "./python.ts";

const SOCKET = "/tmp/client.sock";

const [name, variant] = process.argv.slice(2);
if (name === undefined || variant === undefined) throw new Error("usage: server.ts <client> <variant>");
process.on("SIGTERM", () => process.exit(0));
await bootPython(SOCKET, variant);
createReader(foreignReader(name, startPython(name, SOCKET), ["bytesPerSecond", "httpVersion", "https"])).listen(8080);
