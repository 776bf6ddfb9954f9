import type { Guard } from "../../../src/verify/route.ts";
import { effective, inherited, named, type Chain } from "./context.ts";
import type { Homes } from "./homes.ts";
import type { Directive } from "./parse.ts";

/** Below so many connections the lab's own requests, a dozen side by side, may be what fills them (each takes two). */
const FEW_CONNECTIONS = 512;

/**
 * What in the config would turn the lab's own requests away, and must be read first: whoever asks for a name, counts requests or
 * connections, lets some addresses in, or some methods.
 * @param tree the whole config, for what stands outside `http {}`
 */
export function guardsOf(chain: Chain, tree: readonly Directive[], homes: Homes): readonly Guard[] {
  const guard = (kind: Guard["kind"], directive: Directive): Guard => ({ kind, at: homes.place(directive) });
  const auth = ["auth_basic", "auth_request", "auth_jwt", "ssl_verify_client"]
    .map((name) => effective(chain, name))
    .filter(
      (line): line is Directive =>
        line !== null && !["off", "optional", "optional_no_ca"].includes(line.args[0] ?? "off"),
    );
  const rates = inherited(chain, ["limit_req"]).filter((line) => !isRaised(line, tree, homes));
  const connections = inherited(chain, ["limit_conn"]);
  const addresses = inherited(chain, ["allow", "deny"]).filter((line) => line.name === "deny");
  const methods = chain.flatMap((block) => named(block, "limit_except")).filter((line) => !line.args.includes("POST"));
  return [
    ...auth.map((line) => guard("auth", line)),
    ...rates.map((line) => guard("rate", line)),
    ...connections.map((line) => guard("connections", line)),
    ...fewConnections(tree).map((line) => ({ ...guard("connections", line), everybody: true as const })),
    ...addresses.slice(0, 1).map((line) => guard("address", line)),
    ...methods.map((line) => guard("method", line)),
    ...refusing(chain).map(({ kind, line }) => guard(kind, line)),
  ];
}

/** Whether the zone's rate stands in a file of the person's: there it is raised before it runs. */
function isRaised({ args }: Directive, tree: readonly Directive[], homes: Homes): boolean {
  const zone = args.find((arg) => arg.startsWith("zone="));
  const zones = tree.filter(({ name }) => name === "http").flatMap((http) => named(http, "limit_req_zone"));
  const own = zones.find((line) => line.args.some((arg) => arg === zone || arg.startsWith(`${zone}:`)));
  return own !== undefined && homes.owns(own.file);
}

function fewConnections(tree: readonly Directive[]): readonly Directive[] {
  return tree
    .filter((directive) => directive.name === "events")
    .flatMap((events) => named(events, "worker_connections"))
    .filter((line) => Number(line.args[0]) < FEW_CONNECTIONS);
}

/** `if ($http_x_key = "") { return 401; }`: an `if` around that answers with an error, or redirects whoever lacks a header. */
function refusing(chain: Chain): { kind: Guard["kind"]; line: Directive }[] {
  return chain
    .flatMap((block) => named(block, "if"))
    .filter((line) => {
      const statuses = named(line, "return").map((answer) => answer.args[0] ?? "");
      const byHeader = line.args.join(" ").includes("$http_");
      return statuses.some((status) => /^4\d\d$/.test(status) || (byHeader && /^3\d\d$/.test(status)));
    })
    .map((line) => ({ kind: kindOf(line.args.join(" ")), line }));
}

function kindOf(condition: string): Guard["kind"] {
  if (condition.includes("$request_method")) return "method";
  return /\$(remote_addr|geoip|binary_remote_addr|realip)/.test(condition) ? "address" : "auth";
}
