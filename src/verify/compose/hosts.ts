import { isIP } from "node:net";
import { LabError } from "../../model/error.ts";
import { unknownService } from "./model.ts";
import type { ComposeModel } from "./model.ts";

/** A model's address that stands in the code of a service: in the stack's networks the lab's model has its name. */
export interface ModelHost {
  readonly service: string;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

/**
 * Hosts whose APIs the lab's model speaks, and which people write into their code. They lead to it in any case: without a certificate that
 * an app trusts nothing comes of it, but it is known whom it asks.
 */
export const KNOWN_HOSTS: readonly string[] = [
  ...["api.openai.com", "api.anthropic.com", "openrouter.ai", "api.mistral.ai", "api.groq.com", "api.deepseek.com"],
  ...["api.together.xyz", "api.x.ai"],
];

/** Where the authority's certificate stands in a service. */
export const CA_FILE = "/lab-ca.pem";

/** What makes an app trust it: Node (nodejs.org, CLI), OpenSSL and what follows it (Python's ssl and httpx, Go, Ruby), Python's requests. */
export const TRUST: Readonly<Record<string, string>> = {
  NODE_EXTRA_CA_CERTS: CA_FILE,
  SSL_CERT_FILE: CA_FILE,
  REQUESTS_CA_BUNDLE: CA_FILE,
};

const HINT = "--model-host api:api.openai.com";

/**
 * Reads --model-host: `api:api.openai.com`, with a port or as a whole URL.
 * @throws LabError usage
 */
export function hostsOf(given: readonly string[], services: ComposeModel["services"]): ModelHost[] {
  return given.map((text) => {
    const [, service, scheme, host, digits] =
      /^([^:\s/]+):(?:(https?):\/\/)?([\w-]+(?:\.[\w-]+)*)(?::(\d{1,5}))?(?:\/\S*)?$/iu.exec(text) ?? [];
    const port = Number(digits ?? (scheme?.toLowerCase() === "http" ? 80 : 443));
    if (service === undefined || host === undefined || port < 1 || port > 65_535) {
      throw new LabError("usage", "--model-host is SERVICE:HOST", { observed: text, hint: HINT });
    }
    if (services[service] === undefined) throw unknownService("--model-host", service, services);
    if (host === "localhost" || isIP(host) !== 0) {
      throw new LabError("usage", "--model-host is SERVICE:HOST, and the host a name that others can have", {
        ...{ observed: text, hint: HINT },
      });
    }
    return { service, host: host.toLowerCase(), port, tls: scheme?.toLowerCase() !== "http" };
  });
}

/** What was put in for it, as the person reads it. */
export function sayHost({ service, host, port, tls }: ModelHost): string {
  const at = `${host}${port === (tls ? 443 : 80) ? "" : `:${port}`}`;
  if (!tls) return `${service}: http://${at} is the lab's model`;
  return `${service}: https://${at} is the lab's model, with a certificate that it trusts by ${CA_FILE}`;
}

/** Why a model was not asked, and what to do. @param service who asked; null: it is not known */
export function sayDistrusted(
  host: string,
  service: string | null,
  given: readonly ModelHost[],
): { readonly says: string; readonly hint: string } {
  const name = service ?? "a service";
  const led = given.some((each) => each.host === host && (service === null || each.service === service));
  if (!led) {
    return {
      says: `${name} asks https://${host}, an address that stands in its code`,
      hint: `--model-host ${service ?? "SERVICE"}:${host}`,
    };
  }
  return {
    says: `${name} asks https://${host}, and does not take the lab's certificate: its client has authorities of its own, whatever ${Object.keys(TRUST).join(", ")} say`,
    hint: `--model-env ${service ?? "SERVICE"}:NAME, where a variable can lead it to another address`,
  };
}
