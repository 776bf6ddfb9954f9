import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { LabError } from "./model/error.ts";
import { compose, composeVersion } from "./stack/compose-cli.ts";
import { docker } from "./stack/engine.ts";
import { imageIds } from "./stack/images.ts";
import { TLS_IMAGE } from "./stack/pair.ts";
import { TAP_IMAGE } from "./stack/tap.ts";
import { ComposeStand } from "./stand-compose.ts";
import type { Stack } from "./stand-compose.ts";
import type { StackQuestion } from "./verify/compose/asks.ts";
import { configured } from "./verify/compose/config.ts";
import type { Configured } from "./verify/compose/config.ts";
import { placesIn } from "./verify/compose/lines.ts";
import { measureStack } from "./verify/compose/loop.ts";
import type { ComposeModel } from "./verify/compose/model.ts";
import { missingMounts } from "./verify/compose/mounts.ts";
import { limitsIn, ownConfigOf, verifyOwnConfig } from "./verify/compose/own-config.ts";
import type { OwnConfig } from "./verify/compose/own-config.ts";
import { imageOf, planOf, startedOf } from "./verify/compose/plan.ts";
import type { StackPlan } from "./verify/compose/plan.ts";
import { refusalsOf } from "./verify/compose/refuses.ts";
import { scalingsOf } from "./verify/compose/scaled.ts";
import { stackReports } from "./verify/compose/report.ts";
import type { ServiceFacts } from "./verify/compose/report.ts";
import type { VerifyDocument } from "./verify/document.ts";
import type { OwnFile, Product, Refusal } from "./verify/product.ts";
import { documentOf } from "./verify/summary.ts";

/** A stack to verify, and how. */
export interface VerifyComposeOptions extends StackQuestion {
  readonly files: readonly OwnFile[];
  /** `web`, or `web:8080`. */
  readonly service: string;
  /** `api:OPENAI_BASE_URL`, of --model-env. */
  readonly modelEnv: readonly string[];
  /** `api:api.openai.com`, of --model-host. */
  readonly modelHost: readonly string[];
  /** Values of variables, by name. */
  readonly env: Readonly<Record<string, string>>;
  /** How long is waited for what cuts; null: not at all. Seconds. */
  readonly limitS: number | null;
  /** Is told what a long wait is for; absent: nobody looks on. */
  readonly tell?: (says: string) => void;
  /** Who may know a service's config: what is said next. */
  readonly products: readonly Product[];
}

const CONFIG_LIMIT_MS = 20_000;
/** Stands for a port until the image has been asked for it. */
const ANY_PORT = 1;

/**
 * Verifies a person's Compose stack, from its text to the document.
 * @throws LabError usage, image_missing, rig_failed, engine_unreachable
 */
export async function verifyCompose(options: VerifyComposeOptions, signal: AbortSignal): Promise<VerifyDocument> {
  const { files } = options;
  const base = { product: { name: "compose" }, version: await composeVersion(), files };
  const refusedWith = (refused: readonly Refusal[], assumed: readonly string[] = []): VerifyDocument =>
    documentOf(base, { loads: false, assumed, refused, locations: [], unmeasured: false });

  const config = await configured(files, (values) => composeConfig(options, values, signal));
  if (!isConfigured(config)) return refusedWith(config);
  const { model } = config;
  const place = placesIn(files);
  // an image may name the port that the file does not, but images are looked at last
  const planned = (ports: readonly number[]): StackPlan =>
    planOf(model, place, options.service, options.modelEnv, () => ports, options.modelHost);
  const { replaced, images, entry, hosts } = planned([ANY_PORT]);
  const services = startedOf(model, replaced);
  const refused = [...refusalsOf({ ...model, services }, place), ...missingMounts(services, place)];
  if (refused.length > 0) return refusedWith(refused, config.assumed);
  const needed = [TAP_IMAGE, ...(hosts.some(({ tls }) => tls) ? [TLS_IMAGE] : [])];
  await assertImages(model, images, files, needed);
  const plan = planned(await exposedBy(images.get(entry.service)!));
  const assumed = [...config.assumed, ...plan.assumed];

  const env = { ...process.env, ...options.env, ...config.filled };
  const ownOf = (service: string): OwnConfig | null =>
    ownConfigOf(model.services[service]?.volumes ?? [], options.products);
  const own = ownOf(plan.entry.service);
  const stack = { model, plan, place, files: files.map(({ name }) => name), env, signal, own };
  try {
    const stand = await ComposeStand.open(stack, randomBytes(3).toString("hex"));
    try {
      const measured = await measureStack(plan.entry, options, stand, {
        ...{ limitS: options.limitS, scalings: own === null ? [] : scalingsOf(own) },
        ...(options.tell && { tell: options.tell }),
      });
      const locations = stackReports(measured, (service) => factsOf(service, ownOf(service), stack));
      return documentOf(base, { loads: true, assumed, refused: [], locations, unmeasured: false });
    } finally {
      await stand.remove();
    }
  } catch (error) {
    // what breaks because of a signal is no refusal
    if (signal.aborted || !(error instanceof LabError) || error.code !== "layer_failed") throw error;
    const says = error.observed === undefined ? error.message : `${error.message}: ${error.observed}`;
    return refusedWith([{ file: "", line: null, says, hint: error.hint ?? null }], assumed);
  }
}

/** What is known of a service beside what was measured. @param own its config; null: it has none that the lab knows */
function factsOf(service: string, own: OwnConfig | null, { model, plan, place }: Stack): ServiceFacts {
  return {
    calls: plan.callers.some((caller) => caller.service === service),
    at: place(["services", service]),
    next: own === null ? null : verifyOwnConfig(own, imageOf(model, service)),
    limits: own === null ? [] : limitsIn(own),
  };
}

function isConfigured(config: Configured | readonly Refusal[]): config is Configured {
  return "model" in config;
}

function composeConfig(
  { files, env }: Pick<VerifyComposeOptions, "files" | "env">,
  values: Readonly<Record<string, string>>,
  signal: AbortSignal,
): ReturnType<typeof compose> {
  const named = files.flatMap(({ name }) => ["--file", resolve(name)]);
  const all = { ...process.env, ...env, ...values };
  return compose([...named, "config", "--format", "json"], { env: all, limitMs: CONFIG_LIMIT_MS, signal });
}

/** @throws LabError image_missing, with all that are missing, before anything is started */
async function assertImages(
  { services }: ComposeModel,
  images: StackPlan["images"],
  files: readonly OwnFile[],
  own: readonly string[],
): Promise<void> {
  const ids = await imageIds([...images.values(), ...own]);
  const missing = [...images].filter(([, image]) => !(image in ids));
  const names = [...new Set(missing.map(([, image]) => image))];
  names.push(...own.filter((image) => !(image in ids)));
  if (names.length === 0) return;
  const named = files.map(({ name }) => `-f ${name}`).join(" ");
  const compose = `docker compose ${named} ${missing.some(([name]) => services[name]!.build) ? "build" : "pull"}`;
  throw new LabError("image_missing", `images not on this machine: ${names.join(", ")}`, {
    hint: names.every((name) => name.startsWith("buffering-lab/")) ? "./setup" : compose,
  });
}

/** TCP ports that an image itself names. */
async function exposedBy(image: string): Promise<number[]> {
  const { Config } = await docker.getImage(image).inspect();
  return Object.keys(Config.ExposedPorts ?? {})
    .filter((each) => each.endsWith("/tcp"))
    .map((each) => parseInt(each, 10));
}
