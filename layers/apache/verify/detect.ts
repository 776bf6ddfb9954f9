import type { OwnFile, Refusal, Variable } from "../../../src/verify/product.ts";
import { directivesOf, everywhere } from "./directives.ts";
import { hostsOf } from "./hosts.ts";
import { configOf } from "./includes.ts";
import { waysOf } from "./ways.ts";

/** Directives and sections that no other product has. */
const OWN =
  /^(proxypass|proxypassmatch|proxypassreverse|proxytimeout|rewriteengine|rewriterule|balancermember|sslengine|sslcertificatefile)$/;
const SECTIONS = /^(virtualhost|location|locationmatch|directory|proxy|ifmodule|filesmatch)$/;
/** Directives that say little alone. */
const COMMON = /^(servername|serveralias|documentroot|customlog|errorlog|loadmodule|serverroot|listen|sethandler)$/;

/** By its directives, none of which ends with a semicolon or a brace. */
export function detect({ name, text }: OwnFile): number {
  const named = /(apache|httpd|vhost|\.htaccess)/i.test(name) ? 0.3 : 0;
  if (/[;{]\s*$/m.test(text.replaceAll(/^\s*#.*$/gm, ""))) return named;
  const all = everywhere(directivesOf({ name, text }));
  const sections = all.some(
    ({ name: kind, inside, args }) => inside !== null && args.length > 0 && SECTIONS.test(kind),
  );
  const own = all.some(({ name: kind, args }) => args.length > 0 && OWN.test(kind));
  const common = all.filter(({ name: kind, args }) => args.length > 0 && COMMON.test(kind)).length;
  if (own || (sections && common > 0)) return 1;
  return common > 1 ? 0.6 : named;
}

/** What can never be measured through Apache. */
export function refuses(files: readonly OwnFile[]): Refusal[] {
  const { directives } = configOf(files);
  const hosts = hostsOf(directives);
  if (hosts.every((host) => waysOf(host).every(({ url }) => url === null))) {
    const file = files[0]?.name ?? "";
    const says = "no ProxyPass, no [P] and no proxy handler: nothing that Apache asks for an answer";
    return [{ file, line: null, says, hint: "give the file that has them, too" }];
  }
  return everywhere(directives).flatMap(({ name, args, at }) => {
    const told = (says: string): Refusal[] => [{ file: at.file, line: at.line, says, hint: "--url" }];
    if (name === "sslverifyclient" && args[0]?.toLowerCase() === "require")
      return told("asks for a client certificate");
    if (name === "remoteipproxyprotocol" && args[0]?.toLowerCase() === "on") return told("asks for the PROXY protocol");
    return [];
  });
}

/** Variables that Debian's envvars sets. */
const GIVEN = /^APACHE_(RUN_USER|RUN_GROUP|RUN_DIR|PID_FILE|LOCK_DIR|LOG_DIR|CONFDIR|ULIMIT_MAX_FILES)$/;

/** `${NAME}` from the environment; what `Define` gives is known. */
export function variables(file: OwnFile): Variable[] {
  const defined = new Set([...file.text.matchAll(/^\s*Define\s+(\S+)\s+\S/gim)].map(([, name]) => name));
  const found = file.text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim().startsWith("#")) return [];
    const decides = /^\s*(Proxy)?Timeout\b|timeout=|flushpackets|SetOutputFilter|SecResponse|CacheEnable/i.test(line);
    return [...line.matchAll(/\$\{(\w+)\}/g)].map(([, name]): Variable => {
      const invented = /port/i.test(name!) ? { invented: "8080" } : {};
      return { name: name!, line: index + 1, decides, fallback: null, ...invented };
    });
  });
  return found.filter(
    ({ name }, index) =>
      !GIVEN.test(name) && !defined.has(name) && found.findIndex((other) => other.name === name) === index,
  );
}
