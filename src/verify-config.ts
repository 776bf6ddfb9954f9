import { randomBytes } from "node:crypto";
import type { Layer } from "./model/layer.ts";
import { LabError } from "./model/error.ts";
import { runGuest } from "./stack/guest.ts";
import { labPair } from "./stack/pair.ts";
import { DockerStand } from "./stand.ts";
import { load } from "./verify/loop/load.ts";
import { verify } from "./verify/loop/verify.ts";
import type { Verified, Wanted } from "./verify/loop/verify.ts";
import type { OwnFile, Product } from "./verify/product.ts";
import { prepare, refusedDocument } from "./verify/prepare.ts";

/** A config to verify, and how. */
export interface VerifyOptions extends Wanted {
  readonly product: Product;
  /** The product's layer, whose images are used; null: it has none, and the person names an image. */
  readonly layer: Layer | null;
  readonly files: readonly OwnFile[];
  readonly image: string | null;
  readonly version: string | null;
  /** Values of a template's variables, by name. */
  readonly env: Readonly<Record<string, string>>;
}

const VERSION_LIMIT_MS = 10_000;

/**
 * Verifies a config from its text to the document.
 * @throws LabError usage, image_missing, layer_failed, rig_failed, engine_unreachable
 */
export async function verifyConfig(options: VerifyOptions): Promise<Verified> {
  const { product, files } = options;
  const version = options.version ?? (options.image === null ? product.versions[0]! : "?");
  const prepared = prepare(product, files, options.env, version);
  const { base, texts, assumed, missing } = prepared;
  if (missing.length > 0) return { document: refusedDocument(prepared, missing, false), fixed: files };

  const run = randomBytes(3).toString("hex");
  const image = imageOf(options);
  const known = options.image === null ? base : { ...base, version: await versionIn(image, options, run) };
  const pair = await labPair(run);
  const stand = await DockerStand.open(image, product.place(texts), run, pair);
  try {
    const verified = await verify(known, texts, assumed, options, stand, pair);
    if (verified.document.loads) return verified;
    return { ...verified, document: await withOtherVersion(verified.document, texts, options) };
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== "layer_failed") throw error;
    const says = error.observed === undefined ? error.message : `${error.message}: ${error.observed}`;
    const why = { file: "", line: null, says, hint: error.hint ?? null };
    return { document: refusedDocument({ base: known, assumed }, [why], false), fixed: files };
  } finally {
    await stand.remove();
  }
}

/** The image that a config runs in. @throws LabError usage for a version that the lab has no image of */
function imageOf({ product, layer, image, version }: VerifyOptions): string {
  if (image !== null) return image;
  if (version !== null && !product.versions.includes(version)) {
    throw new LabError("usage", `--version: the lab has no ${product.name} ${version}`, {
      limit: product.versions.join(", "),
      hint: `--image your/${product.name}:${version}`,
    });
  }
  if (layer === null) throw new LabError("usage", `the lab has no image of ${product.name}`, { hint: "--image" });
  return `${layer.image.slice(0, layer.image.lastIndexOf(":"))}:${version ?? product.versions[0]!}`;
}

/** What the software in a person's own image says of itself. */
async function versionIn(image: string, { layer, product }: VerifyOptions, run: string): Promise<string> {
  if (!layer?.versionCommand) return image.slice(image.lastIndexOf(":") + 1);
  const guest = {
    image,
    command: layer.versionCommand,
    network: "none",
    files: new Map<string, string>(),
    folders: [],
  };
  const { output } = await runGuest({ ...guest, project: `lab-${run}-verify`, run }, VERSION_LIMIT_MS);
  return /\d+(?:\.\d+)+/.exec(output)?.[0] ?? product.versions[0]!;
}

/** A config that does not load is given to the other version once: which one loads it is worth saying. */
async function withOtherVersion(
  document: Verified["document"],
  texts: readonly OwnFile[],
  options: VerifyOptions,
): Promise<Verified["document"]> {
  const { product, layer, image } = options;
  const other = product.versions.find((version) => version !== document.version);
  const [first, ...rest] = document.refused;
  if (image !== null || layer === null || other === undefined || first === undefined || first.hint !== null)
    return document;
  const run = randomBytes(3).toString("hex");
  const placed = product.place(texts);
  const pair = await labPair(run);
  const stand = await DockerStand.open(imageOf({ ...options, version: other }), placed, run, pair).catch(() => null);
  if (stand === null) return document; // its image is not on this machine
  try {
    const loaded = await load(product, placed, stand, pair, () => null);
    const hint =
      loaded.refused === null
        ? `--version ${other}: there it loads`
        : `${other} refuses it too; --image your/${product.name}`;
    return { ...document, refused: [{ ...first, hint }, ...rest] };
  } finally {
    await stand.remove();
  }
}
