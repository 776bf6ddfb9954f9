import { randomBytes } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { LabError } from "./model/error.ts";
import { compose, composeVersion } from "./stack/compose-cli.ts";
import { docker } from "./stack/engine.ts";
import { imageIds } from "./stack/images.ts";
import { assertTapImage } from "./stack/taps.ts";
import { ComposeStand } from "./stand-compose.ts";
import type { StackQuestion } from "./verify/compose/asks.ts";
import { configured } from "./verify/compose/config.ts";
import type { Configured } from "./verify/compose/config.ts";
import { placesIn } from "./verify/compose/lines.ts";
import type { PlaceOf } from "./verify/compose/lines.ts";
import { measureStack } from "./verify/compose/loop.ts";
import type { ComposeModel, ComposeMount } from "./verify/compose/model.ts";
import { planOf } from "./verify/compose/plan.ts";
import type { StackPlan } from "./verify/compose/plan.ts";
import { refusalsOf } from "./verify/compose/refuses.ts";
import { stackReports } from "./verify/compose/report.ts";
import type { VerifyDocument } from "./verify/document.ts";
import { readOwnFiles } from "./verify/input.ts";
import type { OwnFile, Product, Refusal } from "./verify/product.ts";
import { documentOf } from "./verify/summary.ts";

/** A stack to verify, and how. */
export interface VerifyComposeOptions extends StackQuestion {
  readonly files: readonly OwnFile[];
  /** `web`, or `web:8080`. */
  readonly service: string;
  /** `api:OPENAI_BASE_URL`, of --model-env. */
  readonly modelEnv: readonly string[];
  /** Values of variables, by name. */
  readonly env: Readonly<Record<string, string>>;
  /** Who may know a service's config: what is said next. */
  readonly products: readonly Product[];
}

const CONFIG_LIMIT_MS = 20_000;

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
  const refused = [...refusalsOf(model, place), ...missingMounts(model, place)];
  if (refused.length > 0) return refusedWith(refused, config.assumed);
  const plan = await plannedWith(model, place, options);
  const assumed = [...config.assumed, ...plan.assumed];

  const env = { ...process.env, ...options.env, ...config.filled };
  const stack = { model, plan, place, files: files.map(({ name }) => name), env, signal };
  try {
    const stand = await ComposeStand.open(stack, randomBytes(3).toString("hex"));
    try {
      const measured = await measureStack(plan.entry, options, stand);
      const locations = stackReports(measured, (service) => ({
        calls: plan.callers.some((caller) => caller.service === service),
        next: nextFor(model, service, options.products),
      }));
      return documentOf(base, { loads: true, assumed, refused: [], locations, unmeasured: false });
    } finally {
      await stand.remove();
    }
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== "layer_failed") throw error;
    const says = error.observed === undefined ? error.message : `${error.message}: ${error.observed}`;
    return refusedWith([{ file: "", line: null, says, hint: error.hint ?? null }], assumed);
  }
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
async function plannedWith(
  model: ComposeModel,
  place: PlaceOf,
  { service, modelEnv, files }: VerifyComposeOptions,
): Promise<StackPlan> {
  const first = planOf(model, place, service, modelEnv, () => [0]);
  const ids = await imageIds([...first.images.values()]);
  const missing = [...new Set([...first.images.values()].filter((image) => !(image in ids)))];
  if (missing.length > 0) {
    const named = files.map(({ name }) => `-f ${name}`).join(" ");
    const built = Object.entries(model.services).some(
      ([name, { build }]) => build && missing.includes(first.images.get(name)!),
    );
    throw new LabError("image_missing", `images not on this machine: ${missing.join(", ")}`, {
      hint: `docker compose ${named} ${built ? "build" : "pull"}`,
    });
  }
  await assertTapImage();
  const ports = await exposedBy(first.images.get(first.entry.service)!);
  return planOf(model, place, service, modelEnv, () => ports);
}

/** TCP ports that an image itself names. */
async function exposedBy(image: string): Promise<number[]> {
  const { Config } = await docker.getImage(image).inspect();
  return Object.keys(Config.ExposedPorts ?? {})
    .filter((each) => each.endsWith("/tcp"))
    .map((each) => parseInt(each, 10));
}

/** Folders and files of the person's that a service mounts and that are not there: Compose would make empty folders of them. */
function missingMounts({ services }: ComposeModel, place: PlaceOf): Refusal[] {
  return Object.entries(services).flatMap(([name, { volumes = [] }]) =>
    volumes
      .flatMap((mount) => ownPath(mount) ?? [])
      .filter((path) => !existsSync(path))
      .map((path) => {
        const { file, line } = place(["services", name, "volumes"]);
        return { file, line, says: `service ${name} mounts ${path}, which is not there`, hint: null };
      }),
  );
}

/** What a service mounts of this machine, seen from where the person stands; null: it mounts nothing of it. */
function ownPath({ type, source }: ComposeMount): string | null {
  if (type !== "bind" || source === undefined) return null;
  return (
    relative(
      ".",
      source.replaceAll("$$", () => "$"),
    ) || "."
  ); // Compose prints what it could read again
}

/** The command that verifies a service's own config: one that it mounts, and that a product knows. */
function nextFor(
  { services, name: project }: ComposeModel,
  service: string,
  products: readonly Product[],
): string | null {
  const { volumes = [], image } = services[service] ?? {};
  for (const name of volumes.flatMap((mount) => ownPath(mount) ?? [])) {
    if (!statSync(name, { throwIfNoEntry: false })?.isFile()) continue;
    try {
      const [file] = readOwnFiles([name]);
      const product = products.find((each) => each.detect(file!) > 0.5);
      if (product !== undefined) return `./lab verify ${name} --image ${image ?? `${project}-${service}`}`;
    } catch {
      continue; // no text: no config
    }
  }
  return null;
}
