import type { OwnFile } from "../../../src/verify/product.ts";
import { configOf, serverOption } from "./sites.ts";
import { type Statement, statementsOf } from "./tokens.ts";

/** Options and lines of `tls` that are about getting a certificate from elsewhere: there is no elsewhere in the lab. */
const ABROAD = /^(email|acme_\w+|cert_issuer|dns|ca|ca_root|eab|issuer|resolvers|dns_\w+|propagation_\w+|alt_\w+)$/;

/** A file with what stands in for its lines, by line. Line numbers stay, unless `shifted` says where one was added. */
export interface Adjusted {
  readonly text: string;
  /** A sentence for each line that is another one now. */
  readonly told: readonly string[];
}

const oneLine = ({ at, end, block }: Statement): boolean => block === null && end === at.line;

/** Replacements in one block: the first of its lines that is about elsewhere becomes `instead`, the others comments. */
function inBlock(block: readonly Statement[], instead: string): Map<number, string> {
  const abroad = block.filter((one) => ABROAD.test(one.words[0] ?? "") && oneLine(one) && one.words[1] !== "internal");
  return new Map(abroad.map(({ at }, index) => [at.line, index === 0 ? instead : `# ${at.text}`]));
}

/** All statements, those in braces included. */
function all(statements: readonly Statement[]): Statement[] {
  return statements.flatMap((one) => [one, ...all(one.block ?? [])]);
}

/** Lines of `tls` that would ask for a certificate abroad, and what makes Caddy sign it by itself. */
function ofSites(file: OwnFile): Map<number, string> {
  const lines = all(statementsOf(file)).filter(({ words }) => words[0] === "tls");
  return new Map(
    lines.flatMap((tls): [number, string][] => {
      const mail = tls.words.length === 2 && tls.words[1]!.includes("@");
      if (tls.block === null) return mail ? [[tls.at.line, "tls internal"]] : [];
      return [...(mail ? [[tls.at.line, "tls {"] as [number, string]] : []), ...inBlock(tls.block, "issuer internal")];
    }),
  );
}

/** The place in the options where `local_certs` fits without moving a line: one about elsewhere, an empty one, a comment. */
function ofOptions(options: Statement, lines: readonly string[]): Map<number, string> {
  const replaced = inBlock(options.block ?? [], "local_certs");
  if (replaced.size > 0) return replaced;
  for (let line = options.at.line + 1; line < options.end; line++) {
    if (/^\s*(#.*)?$/.test(lines[line - 1] ?? "")) return new Map([[line, "local_certs"]]);
  }
  return new Map([[options.at.line, `{\n\tlocal_certs`]]);
}

/** Whether a site wants a certificate that Caddy would have to get: then it has to sign one itself. */
export function needsCertificates(files: readonly OwnFile[]): boolean {
  return configOf(files).sites.some(({ listeners }) => listeners.some(({ tls }) => tls));
}

/** A file for a place without certificates: Caddy signs its own (`local_certs`, `tls internal`), the reader asks the same names. */
export function adjusted(file: OwnFile, main: boolean): Adjusted {
  const lines = file.text.split("\n");
  const { options } = configOf([file]);
  const own =
    main && options !== null && serverOption(options, "local_certs") === null ? ofOptions(options, lines) : [];
  const instead = new Map([...ofSites(file), ...own]);
  const text = lines.map((line, index) => {
    const other = instead.get(index + 1);
    return other === undefined ? line : `${/^\s*/.exec(line)![0]}${other}`;
  });
  const told = [...instead].map(([line, other]) => {
    const before = lines[line - 1]!.trim();
    const what = other.startsWith("#") ? "taken out" : other.replace(/\s+/g, " ");
    return `${file.name}:${line} ${what}${before === "" || before.startsWith("#") ? "" : `: ${before}`}`;
  });
  return { text: text.join("\n"), told };
}
