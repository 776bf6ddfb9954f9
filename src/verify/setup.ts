import { dhparam } from "./dhparam.ts";
import type { Placed, Refusal, Treatment, TreatmentRule } from "./product.ts";

/** What the lab has put into a product's container so far. */
export interface Setup {
  readonly names: readonly string[];
  /** Path -> text. */
  readonly files: Readonly<Record<string, string>>;
  readonly folders: readonly string[];
  readonly users: readonly string[];
  /** A sentence for each thing that was put in. */
  readonly assumed: readonly string[];
}

/** A certificate with its key, self-signed. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** Read-only containers are given these, whatever the product says. */
const FOLDERS = ["/tmp", "/run", "/var/tmp"];
/** A config that needs more than this is not one that is put right by small things. */
export const TREATMENT_LIMIT = 40;

export function firstSetup(
  { files, writable, assumed = [], ungiven = [] }: Placed,
  names: readonly string[] = [],
): Setup {
  const told = [...assumed, ...ungiven];
  return { names, files, folders: [...new Set([...FOLDERS, ...writable])], users: [], assumed: told };
}

/** The treatment of the first rule that knows the product's words; null: none does. */
export function treatmentFor(output: string, rules: readonly TreatmentRule[]): Treatment | null {
  for (const { pattern, treat } of rules) {
    const match = pattern.exec(output);
    if (match !== null) return treat(match);
  }
  return null;
}

/** The setup with a treatment; a refusal where the person must give something; null: it is there already, and did not help. */
export function treated(setup: Setup, treatment: Treatment, pair: Pair): Setup | Refusal | null {
  switch (treatment.kind) {
    case "name":
      if (setup.names.includes(treatment.host)) return null;
      return {
        ...setup,
        names: [...setup.names, treatment.host],
        ...told(setup, `${treatment.host}: the lab's origin`),
      };
    case "certificate": {
      const files = { [treatment.certificate]: pair.cert, [treatment.key]: pair.key };
      return withFiles(setup, files, `a self-signed certificate at ${treatment.certificate}`);
    }
    case "pem":
      return withFiles(
        setup,
        { [treatment.path]: pair.cert + pair.key },
        `a self-signed certificate at ${treatment.path}`,
      );
    case "dhparam":
      return withFiles(setup, { [treatment.path]: dhparam }, `Diffie-Hellman parameters at ${treatment.path}`);
    case "empty-file":
      return withFiles(setup, { [treatment.path]: "" }, `an empty ${treatment.path}: yours was not given`);
    case "folder":
      if (setup.folders.includes(treatment.path)) return null;
      return { ...setup, folders: [...setup.folders, treatment.path], ...told(setup, `a folder ${treatment.path}`) };
    case "user":
      if (setup.users.includes(treatment.user)) return null;
      return { ...setup, users: [...setup.users, treatment.user], ...told(setup, `a user ${treatment.user}`) };
    case "ask":
      return { file: "", line: null, says: treatment.says, hint: treatment.hint };
  }
}

function withFiles(setup: Setup, files: Readonly<Record<string, string>>, says: string): Setup | null {
  const fresh = Object.keys(files).filter((path) => !(path in setup.files));
  if (fresh.length === 0) return null;
  return { ...setup, files: { ...files, ...setup.files }, ...told(setup, says) };
}

function told({ assumed }: Setup, says: string): Pick<Setup, "assumed"> {
  return { assumed: [...assumed, says] };
}

/** All files of a setup: users need a /etc/passwd of our own. */
export function filesOf({ files, users }: Setup): Record<string, string> {
  if (users.length === 0) return { ...files };
  const line = (name: string, id: number): string => `${name}:x:${id}:${id}::/nonexistent:/usr/sbin/nologin\n`;
  const group = (name: string, id: number): string => `${name}:x:${id}:\n`;
  const known: [string, number][] = [
    ["root", 0],
    ["www-data", 33],
    ["nogroup", 65534],
    ["nobody", 65534],
  ];
  const all = [...known, ...users.map((name, index): [string, number] => [name, 2000 + index])];
  const each = (of: (name: string, id: number) => string): string => all.map(([name, id]) => of(name, id)).join("");
  return { ...files, "/etc/passwd": each(line), "/etc/group": each(group) };
}
