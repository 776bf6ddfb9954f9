import type { OwnFile } from "../../../src/verify/product.ts";
import { type Directive, directivesOf, everywhere } from "./directives.ts";

/** Where Debian has its modules. */
export const MODULES = "/usr/lib/apache2/modules";

/** Modules that are part of Debian's binary, or that its package has not: a line that loads one is taken out. */
const WITHOUT = /^(unixd|log_config|logio|version|so|watchdog|http|systemd|security2)_module$/;

/** Directives that need rights or programs which a container of the lab has not; they decide nothing. */
const TAKEN_OUT = new Set(["user", "group", "pidfile", "chrootdir", "mutex", "serverroot", "scoreboardfile"]);

function isOut({ name, args }: Directive): boolean {
  const loads = name === "loadmodule" && WITHOUT.test(args[0] ?? "");
  const pipes = /^(customlog|errorlog|transferlog)$/.test(name) && /^\|/.test(args[0] ?? "");
  return TAKEN_OUT.has(name) || loads || pipes;
}

/** A file with those lines as comments, and the modules where Debian has them: all lines keep their numbers. */
export function textFor(file: OwnFile): { text: string; told: string[] } {
  const out = everywhere(directivesOf(file))
    .filter(isOut)
    .map(({ at }) => at);
  const lines = file.text.split("\n").map((text, index) => {
    if (out.some(({ line }) => line === index + 1)) return `# taken out: ${text.trim()}`;
    return text.replace(/^(\s*LoadModule\s+\S+\s+)"?(?:\S*\/)?(mod_\w+\.so)"?/i, `$1${MODULES}/$2`);
  });
  const told = out.map((at) => {
    const why = /^LoadModule/i.test(at.text)
      ? "part of the lab's Apache, or not there"
      : "the lab's container has no such rights";
    return `${at.file}:${at.line} taken out: ${at.text} (${why})`;
  });
  return { text: lines.join("\n"), told };
}
