import { loadProducts } from "../catalog/products.ts";
import { LabError } from "../model/error.ts";
import { engineVersion } from "../stack/engine.ts";
import { sweep } from "../stack/reap.ts";
import { removeOwnVolumes, sweepVolumes } from "../stack/volumes.ts";
import { verifyCompose } from "../verify-compose.ts";
import { STACK_RULES } from "../verify/compose/report.ts";
import { NO_YAML, notCompose } from "../verify/compose/lines.ts";
import { WAITED_ALL_S } from "../verify/document.ts";
import type { OwnFile, Product } from "../verify/product.ts";
import { SILENCE_S } from "../verify/thresholds.ts";
import { valuesOf } from "../verify/template.ts";
import { bodyOf } from "./given.ts";
import { headersOf } from "./headers.ts";
import { stopOnSignals } from "./signals.ts";
import { printVerify } from "./verify-output.ts";
import type { VerifyFlags } from "./verify.ts";

/** Verifies a person's Compose stack, prints what was seen, and sets the exit code, as of a config. */
export async function verifyComposeCommand(
  files: readonly OwnFile[],
  flags: VerifyFlags & { readonly service: string },
): Promise<void> {
  assertCompose(files);
  const question = {
    path: flags.path ?? null,
    method: methodOf(flags.method),
    headers: headersOf(flags.header ?? []),
    body: flags.body === undefined ? null : bodyOf(flags.body).toString(),
  };
  const products = await loadProducts<Product>();
  await engineVersion();
  await sweep();
  await sweepVolumes();
  const signal = stopOnSignals(removeOwnVolumes);
  try {
    const { service, modelEnv = [], modelHost = [] } = flags;
    const given = { files, service, modelEnv, modelHost, env: valuesOf(flags.env ?? []) };
    const limitS = flags.quick ? null : flags.wait ? WAITED_ALL_S : SILENCE_S;
    const tell = (says: string): void => void process.stderr.write(`${says}\n`);
    const options = { ...question, ...given, limitS, products, ...(process.stderr.isTTY && { tell }) };
    printVerify(await verifyCompose(options, signal), flags, STACK_RULES);
  } catch (error) {
    // after a signal the handler ends the process; what breaks because the containers go is no news
    if (signal.aborted) return await new Promise(() => {});
    throw error;
  }
}

/** The first file has services; what stands in the others may be as little as one key. */
function assertCompose(files: readonly OwnFile[]): void {
  for (const [index, file] of files.entries()) {
    const observed = notCompose(file);
    if (observed === null || (index > 0 && !observed.startsWith(NO_YAML))) continue;
    throw new LabError("usage", `${file.name}: this is no Compose file`, { observed });
  }
}

function methodOf(method: string | undefined): "GET" | "POST" | null {
  if (method === undefined || method === "GET" || method === "POST") return method ?? null;
  throw new LabError("usage", "--method of a stack is GET or POST", { observed: method });
}
