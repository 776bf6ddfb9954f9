import type { OwnFile, Refusal } from "../../../src/verify/product.ts";
import { valueOf } from "./context.ts";
import { expand } from "./dump.ts";
import { Homes } from "./homes.ts";
import { walk, type Directive } from "./parse.ts";
import { place } from "./place.ts";
import { serversOf, type Server } from "./servers.ts";
import { PASSES } from "./targets.ts";

/**
 * What can never be measured, whatever is put in: no HTTP at all, readers that need a certificate of the person's, listeners that want a PROXY
 * line. Only where it is true of every server that passes requests on; of a single one its routes say so.
 */
export function refuses(files: readonly OwnFile[]): readonly Refusal[] {
  const homes = new Homes(files);
  const tree = treeOf(files);
  if (tree === null) return []; // nginx itself says what is wrong, and better
  const refusal = (line: Directive, says: string, hint: string | null): Refusal => ({
    ...homes.place(line),
    says,
    hint,
  });
  const servers = serversOf(tree).filter((server) => passes(server.directive));
  const stream = tree.find((directive) => directive.name === "stream");
  if (servers.length === 0) {
    return stream === undefined
      ? []
      : [refusal(stream, "stream {} passes bytes on, not answers: there is no location to measure", "--url")];
  }
  const certificate = servers.map((server) => verifyLine(server));
  if (certificate.every((line) => line !== null)) {
    return [
      refusal(
        certificate[0]!,
        "every server wants a client certificate, which the lab does not have",
        "a copy without this line",
      ),
    ];
  }
  const proxied = servers.map((server) =>
    server.listens.every((listen) => listen.proxied) ? server.listens[0]?.directive : undefined,
  );
  if (proxied.every((line) => line != null)) {
    return [
      refusal(proxied[0]!, "every listener wants a PROXY line before the request", "a copy without proxy_protocol"),
    ];
  }
  return [];
}

function treeOf(files: readonly OwnFile[]): readonly Directive[] | null {
  try {
    return expand(new Map(Object.entries(place(files).files)));
  } catch {
    return null;
  }
}

function passes(server: Directive): boolean {
  return [...walk(server.block ?? [])].some((directive) => directive.name in PASSES);
}

function verifyLine(server: Server): Directive | null {
  if (valueOf(server.chain, "ssl_verify_client", "off") !== "on") return null;
  return (
    server.chain.flatMap((block) => block.block ?? []).findLast((line) => line.name === "ssl_verify_client") ?? null
  );
}
