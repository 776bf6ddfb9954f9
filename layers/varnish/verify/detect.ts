import type { OwnFile, Refusal, Variable } from "../../../src/verify/product.ts";
import { declared, textOf } from "./backends.ts";
import { configOf } from "./includes.ts";
import { everywhere, fieldOf, placeOf, returnOf } from "./nodes.ts";

/** What no other product's file has: the version, a sub of Varnish's own, a backend with its host. */
const OWN = /^\s*vcl\s+[34]\.\d\s*;|\bsub\s+vcl_\w+\s*\{|\bbackend\s+[\w-]+\s*\{[^{}]*\.(host|path)\s*=/m;

/** By what stands in it, comments aside; its name alone is only likely. */
export function detect({ name, text }: OwnFile): number {
  const bare = text.replaceAll(/\/\*[^]*?(?:\*\/|$)|(?:#|\/\/)[^\n]*/g, "");
  return OWN.test(bare) ? 1 : /\.vcl(\.\w+)?$/i.test(name) ? 0.6 : 0;
}

/** What looks like VCL, and is none that Varnish reads. */
const FOREIGN = [
  {
    pattern: /^\s*#FASTLY\s/i,
    says: "Fastly's own VCL: it runs at Fastly alone",
    hint: "--url, through what runs there",
  },
  {
    // app/code/Magento/PageCache/etc/varnish7.vcl
    pattern: /\/\* \{\{ host \}\} \*\//,
    says: "Magento's template, which is not filled in",
    hint: "what `bin/magento varnish:vcl:generate` makes of it",
  },
] as const;

/** What can never be measured through Varnish. */
export function refuses(files: readonly OwnFile[]): Refusal[] {
  const { nodes, main } = configOf(files);
  const foreign = FOREIGN.flatMap(({ pattern, says, hint }) => {
    const line = main.text.split(/\r?\n/).findIndex((text) => pattern.test(text));
    return line < 0 ? [] : [{ file: main.name, line: line + 1, says, hint }];
  });
  if (foreign.length > 0) return foreign;
  if (declared(nodes, "backend").length === 0) {
    const says = "no backend: nothing that Varnish asks for an answer";
    return [{ file: main.name, line: null, says, hint: "give the file that has them, too" }];
  }
  const proxied = declared(nodes, "backend").filter((node) => textOf(node, ".proxy_header") !== null);
  const others = everywhere(nodes).filter((node) => returnOf(node) === "vcl");
  return [
    ...proxied.map((node) => {
      const { file, line } = placeOf(fieldOf(node, ".proxy_header")!);
      return { file, line, says: "asks its backend with the PROXY protocol", hint: "--url" };
    }),
    ...others.map((node) => {
      const { file, line } = placeOf(node);
      return { file, line, says: "goes on in another VCL, which a label names", hint: "give that VCL by itself" };
    }),
  ];
}

/** `${NAME}` outside of comments, as envsubst fills it in. */
export function variables(file: OwnFile): Variable[] {
  const found = file.text.split(/\r?\n/).flatMap((line, index) => {
    if (/^\s*(#|\/\/)/.test(line)) return [];
    const decides = /timeout|ttl|grace|keep|do_\w+|max_connections|return|uncacheable/i.test(line);
    return [...line.matchAll(/\$\{([A-Z_][A-Z0-9_]*)\}/g)].map(([, name]): Variable => {
      const invented = /port/i.test(name!) || /\.port\b/.test(line) ? { invented: "8080" } : {};
      const time = /^\s*\.(interval|timeout|window|threshold|initial)\b/.test(line);
      return {
        name: name!,
        line: index + 1,
        decides: decides && !time,
        fallback: null,
        ...(time ? { invented: "5" } : invented),
      };
    });
  });
  return found.filter(({ name }, index) => found.findIndex((other) => other.name === name) === index);
}
