import type { Treatment, TreatmentRule } from "../../../src/verify/product.ts";

const asked = (says: string, hint: string): Treatment => ({ kind: "ask", says, hint });

/** Messages of `apache2 -t` and of a start (2.4.71), and what is done about each. One at a time: the next check finds the next. */
export const treatments: readonly TreatmentRule[] = [
  {
    pattern: /SSL\w+File: file '([^']+)' does not exist or is empty/,
    treat: ([, path]) => ({ kind: "pem", path: path! }),
  },
  {
    // certbot's options decide nothing about a stream
    pattern: /Could not open configuration file (\/etc\/letsencrypt\/\S+): No such file/,
    treat: ([, path]) => ({ kind: "empty-file", path: path! }),
  },
  {
    pattern: /Could not open configuration file (\S+): No such file/,
    treat: ([, path]) => asked(`${path!} is missing, and decides what happens`, `give the file, too: ${path!}`),
  },
  {
    pattern: /Invalid command '([^']+)', perhaps misspelled/,
    treat: ([, name]) =>
      asked(`${name!} needs a module that the lab's Apache has not`, "--image, with an image that has it"),
  },
  {
    pattern: /Cannot load (\S+) into server/,
    treat: ([, path]) => asked(`${path!} is no module of Debian's Apache`, "--image, with an image that has it"),
  },
  {
    pattern: /bad (?:user|group) name (\S+)/,
    treat: ([, user]) => ({ kind: "user", user: user! }),
  },
  {
    pattern: /Cannot access directory '([^']+?)\/?' for/,
    treat: ([, folder]) => ({ kind: "folder", path: folder! }),
  },
  {
    // no answer of the lab's comes from it
    pattern: /DocumentRoot '([^']+?)\/?' is not a directory/,
    treat: ([, folder]) => ({ kind: "folder", path: folder! }),
  },
  {
    pattern: /could not open mime types config file ([^\s.]+(?:\.\w+)*)/,
    treat: ([, path]) => ({ kind: "empty-file", path: path! }),
  },
];
