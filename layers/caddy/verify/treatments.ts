import type { TreatmentRule } from "../../../src/verify/product.ts";

/** Messages of `caddy validate` (2.6.2 and 2.11.7 say them alike), and what is done about each. */
export const treatments: readonly TreatmentRule[] = [
  {
    // a pair is one file with both at each of its paths: whoever reads it takes its own part
    pattern:
      /(?:loading certificates|loading client certificate key pair|failed reading ca cert): open ([^\s:]+): no such file/,
    treat: ([, path]) => ({ kind: "pem", path: path! }),
  },
  {
    pattern: /parsing caddyfile tokens for '\w+': open (\S+\.(?:pem|crt|cer|key)): no such file/,
    treat: ([, path]) => ({ kind: "pem", path: path! }),
  },
  {
    // what is imported may be routes: none is invented
    pattern: /File to import not found: ([^\s,"]+)/,
    treat: ([, path]) => ({
      kind: "ask",
      says: `imports ${path!}, which is missing`,
      hint: `give the file, too: ${path!}`,
    }),
  },
  {
    pattern: /module not registered: ([\w.]+)/,
    treat: ([, name]) => ({
      kind: "ask",
      says: `this Caddy has no module ${name!}`,
      hint: "--image with your build of Caddy",
    }),
  },
  {
    pattern: /mkdir (\/[^\s:]+): (?:permission denied|read-only file system)/,
    treat: ([, folder]) => ({ kind: "folder", path: folder! }),
  },
];
