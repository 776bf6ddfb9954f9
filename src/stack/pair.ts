import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { LabError } from "../model/error.ts";
import { ROOT } from "../model/root.ts";
import { runGuest } from "./guest.ts";
import { imageIds } from "./images.ts";

/** compose/images/tls: a certificate that was made where the image was built, and is worth nothing elsewhere. */
export const TLS_IMAGE = "buffering-lab/tls:1.0.0";
const CACHE = join(ROOT, ".cache", "verify", "pair.json");
const PEM = /-----BEGIN [A-Z ]+-----[^-]+-----END [A-Z ]+-----\n/g;
const READ_LIMIT_MS = 10_000;

/** The lab's own certificate and key. An image does not change under its id, so it is asked once. @throws LabError image_missing */
export async function labPair(run: string): Promise<{ readonly cert: string; readonly key: string }> {
  const id = (await imageIds([TLS_IMAGE]))[TLS_IMAGE];
  if (id === undefined)
    throw new LabError("image_missing", `image not on this machine: ${TLS_IMAGE}`, { hint: "./setup" });
  const known = cached(id);
  if (known !== null) return known;
  const { stdout } = await runGuest(
    {
      ...{ image: TLS_IMAGE, command: ["cat", "/tls/cert.pem", "/tls/key.pem"], network: "none" },
      ...{ files: new Map(), folders: [], project: `lab-${run}-verify`, run },
    },
    READ_LIMIT_MS,
  );
  const [cert, key] = stdout.match(PEM) ?? [];
  if (cert === undefined || key === undefined) throw new LabError("rig_failed", `${TLS_IMAGE} has no certificate`);
  mkdirSync(dirname(CACHE), { recursive: true });
  writeFileSync(CACHE, JSON.stringify({ id, cert, key }), { mode: 0o600 });
  return { cert, key };
}

function cached(id: string): { cert: string; key: string } | null {
  try {
    const found = JSON.parse(readFileSync(CACHE, "utf8")) as { id: string; cert: string; key: string };
    return found.id === id ? found : null;
  } catch {
    return null;
  }
}
