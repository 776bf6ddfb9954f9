import type { Treatment, TreatmentRule } from "../../../src/verify/product.ts";

/** The container's own folder is the root. */
const absolute = (path: string): string => (path.startsWith("/") ? path : `/${path}`);

const asked = (path: string): Treatment => {
  return { kind: "ask", says: `${path} is missing, and decides what happens`, hint: `give the file, too: ${path}` };
};

/** Messages of `envoy --mode validate` (1.40.0), and what is done about each. Names are not looked up there: an unknown one never fails. */
export const treatments: readonly TreatmentRule[] = [
  {
    // a pair is one file with both at each of its paths: whoever reads it takes its own part
    pattern: /Failed to load incomplete private key from path: (\S+)/,
    treat: ([, path]) => ({ kind: "pem", path: absolute(path!) }),
  },
  {
    pattern: /Failed to load incomplete certificate from (\S+): certificate chain not set/,
    treat: ([, path]) => ({ kind: "pem", path: absolute(path!) }),
  },
  {
    pattern: /Invalid path: (\S+\.(?:pem|crt|cer|cert|key|ca))\s*$/m,
    treat: ([, path]) => ({ kind: "pem", path: absolute(path!) }),
  },
  {
    // a script, wasm, a descriptor, a list: what it says decides
    pattern: /Invalid path: (\S+)/,
    treat: ([, path]) => asked(path!),
  },
  {
    pattern: /paths must refer to an existing path in the system: '([^']+)' does not exist/,
    treat: ([, path]) => asked(path!),
  },
  {
    // runtime values that may be set while it runs
    pattern: /unable to add filesystem watch for file (\S+): No such file or directory/,
    treat: ([, path]) => ({ kind: "folder", path: absolute(path!) }),
  },
  {
    pattern: /script load error: .*module '([^']+)' not found/,
    treat: ([, name]) => ({ kind: "ask", says: `its Lua needs the module ${name!}`, hint: "--image with the module" }),
  },
];
