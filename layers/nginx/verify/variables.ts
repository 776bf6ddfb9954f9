import type { OwnFile, Variable } from "../../../src/verify/product.ts";

/**
 * Directives whose value decides nothing about a stream: names, ports, paths, where the request goes (it comes to the lab's origin), and what
 * is about the way there.
 */
const HARMLESS =
  /^(server_name|listen|server|upstream|root|alias|index|ssl_certificate\w*|ssl_dhparam|ssl_trusted_certificate|access_log|error_log|resolver|set|return|rewrite|user|include|location|\w+_pass|proxy_set_header|proxy_ssl_\w+|add_header|default_type|auth_basic_user_file|worker_processes|map|env|client_max_body_size|\w+_(?:connect|send)_timeout)$/;

/** Upper case only: nginx's own variables (`$host`, `${uri}`) are lower case. A fallback is what envsubst's richer relatives take. */
const NAME = /\$\{([A-Z][A-Z0-9_]*)(?::?-([^}]*))?\}/g;

/** Before a name that stands in the pattern of a `map`, whose row begins with it: `"~^https://(`. */
const IN_PATTERN = /^\s*(?:"[^"]*|'[^']*|~\S*)$/;

/**
 * Names of a template, each once, with the line of its first use. One that stands anywhere in a directive that can decide a verdict (a
 * timeout, a switch, a size) is never invented.
 */
export function variablesOf(file: OwnFile): readonly Variable[] {
  const found = new Map<string, Variable>();
  let directive = "";
  for (const [i, raw] of file.text.split(/\r?\n/).entries()) {
    const text = raw.replace(/(^|\s)#.*$/, "");
    for (const match of text.matchAll(NAME)) {
      const before = text.slice(0, match.index);
      const [, inner = directive] = /(?:^|[;{}])\s*([\w-]+)\s+[^;{}]*$/.exec(before.replace(NAME, "x")) ?? [];
      const decides = !HARMLESS.test(inner) && !IN_PATTERN.test(before);
      const after = text.slice(match.index + match[0].length);
      const one = variable(match[1]!, i + 1, decides, match[2] ?? null, { directive: inner, before, after });
      const known = found.get(one.name);
      if (known === undefined || (decides && !known.decides))
        found.set(one.name, { ...one, line: known?.line ?? one.line });
    }
    // a directive may go on over several lines
    directive = /(?:^|[;{}])\s*([\w-]+)[^;{}]*$/.exec(text)?.[1] ?? (/[;{}]\s*$/.test(text) ? "" : directive);
  }
  return [...found.values()];
}

function variable(
  name: string,
  line: number,
  decides: boolean,
  fallback: string | null,
  where: { directive: string; before: string; after: string },
): Variable {
  const base = { name, line, decides, fallback };
  const scheme = where.after.startsWith("://") ? "http" : null;
  return decides ? base : { ...base, invented: scheme ?? size(where) ?? invent(name, where.directive, where.before) };
}

/** A size or a time, with its unit unless that stands behind the name. Null: the directive takes neither. */
function size({ directive, after }: { directive: string; after: string }): string | null {
  if (directive !== "client_max_body_size" && !directive.endsWith("_timeout")) return null;
  const [count, unit] = directive.endsWith("_timeout") ? ["60", "s"] : ["16", "m"];
  return /^[a-zA-Z]/.test(after) ? count : count + unit;
}

/** What loads in its place: a port, a URL of the origin, or a name. */
function invent(name: string, directive: string, before: string): string {
  if (/PORT$/.test(name) || /[\w\]}]:$/.test(before)) return "8080";
  if (directive === "listen" || directive === "worker_processes") return directive === "listen" ? "80" : "1";
  if (/(proxy_pass|grpc_pass|set \$\w+)\s*"?$/.test(before) && /UR[IL]|UPSTREAM|BACKEND|ADDR|TARGET/.test(name))
    return "http://lab-origin:8080";
  return directive === "return" ? "404" : "lab-origin";
}
