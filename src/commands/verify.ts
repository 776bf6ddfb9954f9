import { constants } from "node:os";
import { loadLayers } from "../catalog/layers.ts";
import { loadProducts } from "../catalog/products.ts";
import { LabError } from "../model/error.ts";
import type { VerifyOptions } from "../verify-config.ts";
import { readOnly } from "../verify/check.ts";
import { readOwnFiles } from "../verify/input.ts";
import type { Verified } from "../verify/loop/verify.ts";
import { pickProduct } from "../verify/pick.ts";
import { prepare } from "../verify/prepare.ts";
import { notCompose, servicesIn } from "../verify/compose/lines.ts";
import type { OwnFile, Product } from "../verify/product.ts";
import type { GivenUpstream } from "../verify/targets.ts";
import { valuesOf } from "../verify/template.ts";
import { headersOf } from "./headers.ts";
import { checkFix, writeFixed } from "./verify-fix.ts";
import { printVerify } from "./verify-output.ts";
import type { VerifyOutput } from "./verify-output.ts";
import type { VerifyUrlFlags } from "./verify-url.ts";

/** Flags of `./lab verify`. */
export interface VerifyFlags extends VerifyOutput, Omit<VerifyUrlFlags, "url"> {
  /** Instead of a file. */
  readonly url?: string;
  readonly as?: string;
  readonly image?: string;
  readonly version?: string;
  readonly env?: readonly string[];
  readonly upstream?: readonly string[];
  readonly path?: string;
  readonly quick?: boolean;
  readonly wait?: boolean;
  readonly check?: boolean;
  readonly cure: boolean;
  readonly fix?: string;
  /** The files are a Compose project's: the service that is asked. */
  readonly service?: string;
  /** Where a service of the project reads its model's address: `api:OPENAI_BASE_URL`. */
  readonly modelEnv?: readonly string[];
  /** A model's address that stands in a service's code: `api:api.openai.com`. */
  readonly modelHost?: readonly string[];
}

/** Verifies a person's own config; sets the exit code: 0 all streams, 1 there is a fault, 2 something could not be measured. */
export async function verifyCommand(names: readonly string[], flags: VerifyFlags): Promise<void> {
  if (flags.url !== undefined) return verifyUrl(names, { ...flags, url: flags.url });
  if (flags.model !== undefined || flags.modelToken !== undefined) {
    throw new LabError("usage", "--model belongs to --url: behind a file the lab is the model anyway");
  }
  if (names.length === 0) {
    throw new LabError("usage", "verify takes a config, or --url", {
      hint: "./lab verify nginx.conf   ./lab verify --url https://staging.example.com/chat",
    });
  }
  if (flags.image !== undefined && flags.version !== undefined) {
    throw new LabError("usage", "--image, or --version: the image has its own version");
  }
  const files = readOwnFiles(names);
  if (flags.service !== undefined) return verifyStack(files, { ...flags, service: flags.service });
  if (flags.as === undefined && notCompose(files[0]!) === null) {
    const services = servicesIn(files[0]!);
    throw new LabError("usage", `${names[0]}: this is a Compose file: which service is asked?`, {
      ...(services.length > 0 && { limit: services.join(", ") }),
      hint: `./lab verify ${names.join(" ")} --service ${services[0] ?? "web"}`,
    });
  }
  if (flags.modelEnv !== undefined || flags.modelHost !== undefined) {
    const flag = flags.modelEnv === undefined ? "--model-host" : "--model-env";
    throw new LabError("usage", `${flag} is of a Compose project: behind a config the lab is the model anyway`);
  }
  if (flags.fix !== undefined) checkFix(flags.fix, names);
  const product = pickProduct(files, await loadProducts<Product>(), flags.as);
  const env = valuesOf(flags.env ?? []);
  if (flags.check) {
    const prepared = prepare(product, files, env, flags.version ?? product.versions[0]!);
    return printVerify(readOnly(prepared), flags, product.rules);
  }
  const { document, fixed } = await measured({
    ...{ product, files, layer: loadLayers().get(product.name) ?? null, env },
    ...{ image: flags.image ?? null, version: flags.version ?? null },
    ...{
      headers: headersOf(flags.header ?? []),
      path: flags.path ?? null,
      upstreams: upstreamsOf(flags.upstream ?? []),
    },
    ...{ quick: flags.quick ?? false, wait: flags.wait ?? false, cures: flags.cure },
  });
  if (flags.fix !== undefined && document.loads) process.stderr.write(`${writeFixed(flags.fix, files, fixed)}\n`);
  printVerify(document, flags, product.rules);
}

/** Flags that are of one config, and say nothing of a stack. */
const OF_CONFIG = ["as", "image", "version", "upstream", "check", "fix"] as const;

async function verifyStack(files: readonly OwnFile[], flags: VerifyFlags & { service: string }): Promise<void> {
  const other = OF_CONFIG.find((name) => flags[name] !== undefined);
  if (other !== undefined) throw new LabError("usage", `--${other} is of a config, and --service of a Compose project`);
  const { verifyComposeCommand } = await import("./verify-compose.ts");
  await verifyComposeCommand(files, flags);
}

async function verifyUrl(names: readonly string[], flags: VerifyUrlFlags): Promise<void> {
  if (names.length > 0) {
    throw new LabError("usage", "verify takes a config, or --url", { observed: `--url and ${names[0]}` });
  }
  const { verifyUrlCommand } = await import("./verify-url.ts");
  const stopped = new AbortController();
  process.once("SIGINT", () => stopped.abort(new Error("stopped by SIGINT")));
  try {
    await verifyUrlCommand(flags, stopped.signal);
  } catch (error) {
    if (!stopped.signal.aborted) throw error;
    process.exitCode = 128 + constants.signals.SIGINT; // what was under way is closed, and there is nothing to tell
  }
}

/** With the engine asked, what dead processes left swept, and everything taken down on a signal. */
async function measured(options: VerifyOptions): Promise<Verified> {
  const [{ verifyConfig }, { engineVersion }, { sweep }, { stopOnSignals }] = await Promise.all([
    import("../verify-config.ts"),
    import("../stack/engine.ts"),
    import("../stack/reap.ts"),
    import("./signals.ts"),
  ]);
  await engineVersion();
  await sweep();
  const signal = stopOnSignals();
  try {
    return await verifyConfig(options);
  } catch (error) {
    // after a signal the handler ends the process; what breaks because the containers go is no news
    if (signal.aborted) return await new Promise(() => {});
    throw error;
  }
}

function upstreamsOf(given: readonly string[]): GivenUpstream[] {
  return given.map((text) => {
    const [, host, port] = /^(?:https?:\/\/)?([\w.-]+):(\d{1,5})$/.exec(text) ?? [];
    if (host === undefined) throw new LabError("usage", "--upstream is HOST:PORT", { observed: text });
    return { host, port: Number(port) };
  });
}
