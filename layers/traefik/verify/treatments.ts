import type { TreatmentRule } from "../../../src/verify/product.ts";

/** What its check says (place.ts; messages of 3.7.15), and what is done about each. */
export const treatments: readonly TreatmentRule[] = [
  {
    // a pair is one file with both at each of its paths: whoever reads it takes its own part
    pattern: /no such file: (\S+)/,
    treat: ([, path]) => ({ kind: "pem", path: path! }),
  },
  {
    // whoever signs the app's certificates
    pattern: /open (\/[^\s:"]+\.(?:pem|crt|cer|key)): no such file or directory/,
    treat: ([, path]) => ({ kind: "pem", path: path! }),
  },
  {
    pattern: /middleware \\?"([^"\\]+)@([\w-]+)\\?" does not exist/,
    treat: ([, name, provider]) => ({
      kind: "ask",
      says: `wants the middleware ${name!}, which is not given`,
      hint:
        provider === "file"
          ? `give the file that has ${name!}, too`
          : `give a file that has what ${provider!} gives it`,
    }),
  },
  {
    pattern: /EntryPoint doesn't exist.*entryPointName=(\S+)/,
    treat: ([, name]) => ({
      kind: "ask",
      says: `a router names the entry point ${name!}, which the static file has not`,
      hint: "give the static file that has it",
    }),
  },
];
