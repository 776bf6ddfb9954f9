import { LabError } from "../model/error.ts";
import { GuestFiles } from "./guest-files.ts";
import { runGuest } from "./guest.ts";
import { TLS_IMAGE } from "./pair.ts";

/** A certificate for some names, and the authority that has signed it: made for one run, and its key is nowhere kept. */
export interface Signed {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const PEM = /-----BEGIN [A-Z ]+-----[^-]+-----END [A-Z ]+-----\n/g;
const LIMIT_MS = 20_000;
const CONFIG = "/lab-openssl.cnf";

/** Makes one, in a container without a network. @throws LabError image_missing, rig_failed */
export async function signedFor(hosts: readonly string[], project: string, run: string): Promise<Signed> {
  const files = new GuestFiles(project, run);
  try {
    files.write(CONFIG, authorityConfig(hosts));
    const guest = { image: TLS_IMAGE, command: ["sh", "-ec", COMMANDS], network: "none", folders: [], project, run };
    const { stdout, output } = await runGuest({ ...guest, files: files.mounts, folders: ["/tmp"] }, LIMIT_MS);
    return signedIn(stdout, output);
  } finally {
    files.remove();
  }
}

/** What the commands have printed. @throws LabError rig_failed */
export function signedIn(stdout: string, output: string): Signed {
  const [ca, cert, key, ...others] = stdout.match(PEM) ?? [];
  if (ca === undefined || cert === undefined || key === undefined || others.length > 0) {
    const observed = output.trim().split("\n").at(-1) ?? "";
    throw new LabError("rig_failed", "no certificate was made", { observed });
  }
  return { ca, cert, key };
}

const NEW = `openssl req -x509 -config ${CONFIG} -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30`;
const COMMANDS = [
  "cd /tmp",
  `${NEW} -extensions authority -keyout ca.key -out ca.pem`,
  `${NEW} -extensions leaf -CA ca.pem -CAkey ca.key -keyout key.pem -out cert.pem`,
  "cat ca.pem cert.pem key.pem",
].join("\n");

/** As strict clients want it: Python 3.13 checks what RFC 5280 says of an authority (4.2.1.1, 4.2.1.3, 4.2.1.9). */
export function authorityConfig(hosts: readonly string[]): string {
  return `[req]
distinguished_name = name
prompt = no
[name]
CN = buffering-lab
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = ${hosts.map((host) => `DNS:${host}`).join(", ")}
`;
}
