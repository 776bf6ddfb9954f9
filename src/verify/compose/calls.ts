import { LabError } from "../../model/error.ts";
import { TRUST } from "./hosts.ts";
import type { ModelHost } from "./hosts.ts";
import { unknownService } from "./model.ts";
import type { ComposeModel } from "./model.ts";

/** A service that calls the model, and the variables that lead it to the lab's. */
export interface Caller {
  readonly service: string;
  readonly environment: Readonly<Record<string, string>>;
  /** It asks with TLS by a name that stands in its code: it gets the authority's certificate. */
  readonly trusts: boolean;
}

/** The lab's model in the stack: its name, and where it listens. */
export const MODEL = { host: "lab-model", port: 8080 } as const;

/** Variables that SDKs and common apps read a model's address from, and the path that belongs to it where nothing is set. */
const ADDRESSES: Readonly<Record<string, string>> = {
  OPENAI_BASE_URL: "/v1", // openai-python and openai-node, README
  OPENAI_API_BASE: "/v1", // LangChain, LiteLLM
  OPENAI_API_BASE_URL: "/v1", // Open WebUI
  OPENAI_ENDPOINT: "/v1",
  ANTHROPIC_BASE_URL: "", // anthropic-sdk-python and -typescript
  ANTHROPIC_API_URL: "",
  OLLAMA_HOST: "", // ollama-python
  OLLAMA_BASE_URL: "", // Open WebUI, LangChain
  OLLAMA_API_BASE: "", // LiteLLM
};

/** Who has a key calls that API; its SDK reads the address beside it. */
const KEYS: Readonly<Record<string, string>> = {
  OPENAI_API_KEY: "OPENAI_BASE_URL",
  ANTHROPIC_API_KEY: "ANTHROPIC_BASE_URL",
};

/**
 * Which services call the model, and how they are led to the lab's: as --model-env and --model-host say, else by variables of a known name,
 * else by keys.
 * @param given `api:OPENAI_BASE_URL`, of --model-env
 * @param hosts of --model-host
 * @throws LabError usage: nobody is known to call it, or --model-env names no service
 */
export function callersOf(
  { services }: ComposeModel,
  given: readonly string[],
  hosts: readonly ModelHost[] = [],
): Caller[] {
  const said = given.length > 0 || hosts.length > 0;
  const wanted = said ? given.map((text) => entryOf(text, services)) : guessed(services);
  if (wanted.length === 0 && hosts.length === 0) {
    throw new LabError("usage", "no service has a variable that says where its model is", {
      observed: `looked for ${Object.keys(ADDRESSES).join(", ")}`,
      hint: "--model-env api:OPENAI_BASE_URL, or for an address in the code --model-host api:api.openai.com",
    });
  }
  const names = [...new Set([...wanted, ...hosts].map(({ service }) => service))];
  return names.map((service) => {
    const environment = services[service]!.environment ?? {};
    const own = wanted.filter((each) => each.service === service);
    const trusts = hosts.some((each) => each.service === service && each.tls);
    const addresses = Object.fromEntries(own.map(({ name }) => [name, addressFor(name, environment[name])]));
    return { service, trusts, environment: { ...addresses, ...keysFor(environment), ...(trusts ? TRUST : {}) } };
  });
}

interface Wanted {
  readonly service: string;
  readonly name: string;
}

function entryOf(text: string, services: ComposeModel["services"]): Wanted {
  const [, service, name] = /^([^:\s]+):([A-Za-z_]\w*)$/.exec(text) ?? [];
  if (service === undefined || name === undefined) {
    throw new LabError("usage", "--model-env is SERVICE:NAME", {
      observed: text,
      hint: "--model-env api:OPENAI_BASE_URL",
    });
  }
  if (services[service] === undefined) throw unknownService("--model-env", service, services);
  return { service, name };
}

/** By addresses, and where nobody has one by keys. Who asks a gateway of the stack that has variables of its own is no caller: the gateway is. */
function guessed(services: ComposeModel["services"]): Wanted[] {
  const names = Object.keys(services);
  const addresses = names.flatMap((service) => withAddress(service, services));
  const all = addresses.length > 0 ? addresses : names.flatMap((service) => withKey(service, services));
  const innermost = all.flatMap((each) => followed(each, services, new Set()));
  return [...new Map(innermost.map((each) => [`${each.service}:${each.name}`, each])).values()];
}

function withAddress(service: string, services: ComposeModel["services"]): Wanted[] {
  const environment = services[service]!.environment ?? {};
  const set = Object.keys(ADDRESSES).filter((name) => name in environment);
  return set.filter((name) => !listensAt(name, environment[name] ?? "")).map((name) => ({ service, name }));
}

/** Ollama itself reads from the same variable where it listens. */
function listensAt(name: string, value: string): boolean {
  return (
    name === "OLLAMA_HOST" &&
    /^(?:https?:\/\/)?(?:0\.0\.0\.0|127\.0\.0\.1|localhost|\[::1?\])?(?::\d+)?\/?$/.test(value)
  );
}

function withKey(service: string, services: ComposeModel["services"]): Wanted[] {
  const environment = services[service]!.environment ?? {};
  return Object.entries(KEYS).flatMap(([key, name]) => (key in environment ? [{ service, name }] : []));
}

function followed(wanted: Wanted, services: ComposeModel["services"], seen: ReadonlySet<string>): Wanted[] {
  const next = leadsTo(wanted, services);
  if (next === null || seen.has(next)) return [wanted];
  const addresses = withAddress(next, services);
  const own = addresses.length > 0 ? addresses : withKey(next, services);
  return own.length === 0
    ? [wanted]
    : own.flatMap((each) => followed(each, services, new Set([...seen, wanted.service])));
}

/** The service of the stack that an address names; null: it leads elsewhere, or is not set. */
function leadsTo({ service, name }: Wanted, services: ComposeModel["services"]): string | null {
  const [, host] = /^(?:[a-z]+:\/\/)?(?:[^/@]*@)?([^/:?#]+)/i.exec(services[service]!.environment?.[name] ?? "") ?? [];
  return host !== undefined && services[host] !== undefined ? host : null;
}

/** Services whose place the lab's model takes, whatever they need to run: a GPU, some gigabytes. They are not started. */
export function replacedBy(
  callers: readonly Caller[],
  { services }: ComposeModel,
  hosts: readonly ModelHost[] = [],
): ReadonlySet<string> {
  const named = hosts.flatMap(({ host }) => (services[host] === undefined ? [] : [host]));
  const led = callers.flatMap(({ service, environment }) =>
    Object.keys(environment).flatMap((name) => leadsTo({ service, name }, services) ?? []),
  );
  return new Set([...led, ...named].filter((name) => !callers.some(({ service }) => service === name)));
}

/** The lab's address with the path that theirs has: what an app appends to it stays right. */
function addressFor(name: string, theirs: string | null | undefined): string {
  const origin = `http://${MODEL.host}:${MODEL.port}`;
  const own = /^[a-z]+:\/\/[^/]+(\/[^?#]*)?/i.exec(theirs ?? "");
  return `${origin}${own === null ? (ADDRESSES[name] ?? "/v1") : (own[1] ?? "")}`;
}

/** SDKs do not start without a key, and theirs need not be in the run. */
function keysFor(environment: Readonly<Record<string, string | null>>): Record<string, string> {
  const keys = Object.keys(KEYS).filter((name) => name in environment);
  return Object.fromEntries(keys.map((name) => [name, "lab"]));
}
