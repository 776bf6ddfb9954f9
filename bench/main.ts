import { readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { MEASURED } from "./lines.ts";
import type { Line } from "./lines.ts";

const lines: Line[] = [];
for (const each of MEASURED) lines.push(...(await each()));
const machine = `${cpus().length} cores (${cpus()[0]?.model.trim() ?? "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`;
const table = [
  `Minimum / median / maximum of several runs by \`npm run bench\` on ${machine}.`,
  "",
  "| what | to reach | measured | worst CPU steal |",
  "|---|---|---|---|",
  ...lines.map(
    ([what, goal, measured, steal]) => `| ${what} | ${goal} | ${measured} | ${(steal * 100).toFixed(1)} % |`,
  ),
  "",
].join("\n");
const readme = new URL("README.md", import.meta.url).pathname;
writeFileSync(readme, readFileSync(readme, "utf8").replace(/(?<=<!-- bench -->\n)[^]*?(?=<!-- \/bench -->)/, table));
console.log(table);
