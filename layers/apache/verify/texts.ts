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

/** An address of the person's own machine, as any: `<VirtualHost 10.0.0.1:80>`, `Listen 10.0.0.1:443 https`. */
function anyAddress(text: string): string {
  const any = (address: string): string =>
    address.replace(/^(?!\*|_default_).+?(:\d+|:\*)?$/, (_, port: string = "") => `*${port}`);
  return text
    .replace(
      /^(\s*<VirtualHost\s+)([^>]+)/i,
      (_, head: string, list: string) => head + list.trim().split(/\s+/).map(any).join(" "),
    )
    .replace(/^(\s*Listen\s+)(?!\*|0\.0\.0\.0|\[::\])\S+:(\d+)/i, "$1$2");
}

/** A line as the lab's Apache can read it: modules where Debian has them, addresses as any. */
function lineFor(text: string): string {
  return anyAddress(text.replace(/^(\s*LoadModule\s+\S+\s+)"?(?:\S*\/)?(mod_\w+\.so)"?/i, `$1${MODULES}/$2`));
}

/** A file with those lines as comments, and the others as they can be read: all keep their numbers. @returns also what is told of it */
export function textFor(file: OwnFile): { text: string; told: string[] } {
  const out = everywhere(directivesOf(file))
    .filter(isOut)
    .map(({ at }) => at);
  const before = file.text.split("\n");
  const lines = before.map((text, index) =>
    out.some(({ line }) => line === index + 1) ? `# taken out: ${text.trim()}` : lineFor(text),
  );
  const taken = out.map((at) => {
    const why = /^LoadModule/i.test(at.text)
      ? "part of the lab's Apache, or not there"
      : "the lab's container has no such rights";
    return `${at.file}:${at.line} taken out: ${at.text} (${why})`;
  });
  const moved = before.flatMap((text, index) =>
    anyAddress(text) === text ? [] : [`${file.name}:${index + 1} any address: ${anyAddress(text).trim()}`],
  );
  return { text: lines.join("\n"), told: [...taken, ...moved] };
}
