import type { OwnFile, Refusal, Variable } from "../../../src/verify/product.ts";
import { lineIn } from "./proxies.ts";
import { configOf } from "./sites.ts";
import { type Statement, statementsOf } from "./tokens.ts";

/** Directives that only a Caddyfile has, or has without a semicolon. */
const OWN = new Set([
  ...[
    "reverse_proxy",
    "handle",
    "handle_path",
    "file_server",
    "php_fastcgi",
    "encode",
    "respond",
    "redir",
    "tls",
    "basic_auth",
  ],
  ...[
    "basicauth",
    "import",
    "forward_auth",
    "try_files",
    "handle_errors",
    "servers",
    "email",
    "auto_https",
    "admin",
    "local_certs",
  ],
]);

/** By what stands in the braces of its sites, which no line ends with a semicolon; the name alone says little. */
export function detect(file: OwnFile): number {
  const named = /(^|[./-])caddyfile([.-][\w-]+)*$/i.test(file.name);
  if (/;[^\S\n]*$/m.test(file.text) || /^\s*</m.test(file.text)) return named ? 0.3 : 0;
  const statements = statementsOf(file);
  const inside = statements.flatMap(({ words, block }) => [words, ...(block ?? []).map((one) => one.words)]);
  const own = inside.filter(([first]) => OWN.has(first ?? "")).length;
  const braces = statements.some(({ block }) => block !== null);
  // one site without braces begins with its address
  const alone =
    statements[0]?.block === null &&
    /^(https?:\/\/\S+|[\w.*-]*:\d+|[\w*-]+(\.[\w-]+)+),?$/.test(statements[0].words[0]!);
  if (own > 0 && (braces || alone || named)) return 1;
  return named && statements.length > 0 ? 0.6 : 0;
}

const refusal = ({ at }: Statement, says: string, hint: string | null): Refusal => ({
  file: at.file,
  line: at.line,
  says,
  hint,
});

/** What can never be measured through Caddy. */
export function refuses(files: readonly OwnFile[]): Refusal[] {
  const { options, sites } = configOf(files);
  const first = files[0];
  if (
    first !== undefined &&
    /^\s*(?:proxy|fastcgi)\s+\S+\s+\S+/m.test(first.text) &&
    !first.text.includes("reverse_proxy")
  ) {
    return [
      { file: first.name, line: null, says: "written for Caddy 1 (proxy, gzip)", hint: "the Caddyfile of a Caddy 2" },
    ];
  }
  const wrapped =
    options?.block?.filter(({ words }) => words[0] === "servers").flatMap(({ block }) => block ?? []) ?? [];
  const proxied = wrapped.flatMap((one) => one.block ?? []).filter(({ words }) => words[0] === "proxy_protocol");
  const found = [
    ...proxied.map((line) => refusal(line, "asks for the PROXY protocol", "--url")),
    ...sites.flatMap(({ statements }) => [
      ...statements.flatMap((one) => {
        const asks = one.words[0] === "tls" ? lineIn(one, "client_auth") : null;
        return asks === null ? [] : [refusal(asks, "asks for a client certificate", "--url")];
      }),
    ]),
  ];
  // a snippet is imported by many sites
  return found.filter(
    ({ file, line }, index) => found.findIndex((one) => one.file === file && one.line === line) === index,
  );
}

const NAME = /\{\$([^}:]+)(?::([^}]*))?\}|\$\{([A-Z_][A-Z0-9_]*)(?::?[-=]([^}]*))?\}/g;

/** `{$NAME}` and `{$NAME:default}`; `{env.NAME}` is read while it runs, and needs no value to load. */
export function variables(file: OwnFile): Variable[] {
  const options = statementsOf(file).find(({ words, block }) => words.length === 0 && block !== null);
  const found = file.text.split(/\r?\n/).flatMap((text, index) => {
    const line = text.replace(/(^|\s)#.*$/, "");
    const names = [...line.matchAll(NAME)];
    const around = line.replaceAll(NAME, "");
    // a line that is nothing but a name may bring anything; among the options it is about certificates, and may be left out
    const alone = around.trim() === "" && line.trim() !== "";
    const option = options !== undefined && index + 1 > options.at.line && index + 1 < options.end;
    const decides =
      (alone && !option) || /timeout|flush_interval|buffer|lb_|^\s*(write|idle|read_\w+|encode)\b/.test(around);
    return names.map(([, own, fallback, braced, otherwise]): Variable => {
      const name = (own ?? braced)!;
      const value = fallback ?? otherwise ?? null;
      const base = { name, line: index + 1, decides, fallback: value };
      return decides ? base : { ...base, invented: alone ? "" : invent(name, around) };
    });
  });
  return found.filter(({ name }, index) => found.findIndex((other) => other.name === name) === index);
}

/** What loads in its place: each a name of its own, because Caddy refuses two sites of one address. */
function invent(name: string, around: string): string {
  if (/max_\w*size/.test(around)) return "100MB";
  if (/port/i.test(name)) return "8080";
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return /mail/i.test(name) ? `${plain}@example.com` : plain;
}
