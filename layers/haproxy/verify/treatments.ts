import type { Treatment, TreatmentRule } from "../../../src/verify/product.ts";

const asked = (path: string): Treatment => {
  return { kind: "ask", says: `${path} is missing, and decides what happens`, hint: `give the file, too: ${path}` };
};

/** Messages of `haproxy -c` (3.0.11), and what is done about each. One at a time: the next check finds the next. */
export const treatments: readonly TreatmentRule[] = [
  {
    // 'server be/s1' : could not resolve address 'app'.   A NOTICE that goes on with ", disabling server" counts, too
    pattern: /could not resolve address '([^']+)'/,
    treat: ([, host]) => ({ kind: "name", host: host! }),
  },
  {
    // its own name, which it listens at
    pattern: /'bind' : invalid address: '([^']+)'/,
    treat: ([, host]) => ({ kind: "name", host: host! }),
  },
  {
    // said when it starts, not when it is checked
    pattern: /cannot bind UNIX socket \(No such file or directory\) \[(\/[^\]]+)\/[^/\]]+\]/,
    treat: ([, folder]) => ({ kind: "folder", path: folder! }),
  },
  {
    // a folder of certificates: any name in it is taken
    pattern: /unable to stat SSL certificate from file '([^']+)\/'/,
    treat: ([, folder]) => ({ kind: "pem", path: `${folder!}/lab.pem` }),
  },
  {
    pattern: /unable to stat SSL certificate from file '([^']+)'/,
    treat: ([, path]) => ({ kind: "pem", path: path! }),
  },
  {
    // the folder is there, and empty or without a certificate
    pattern: /no SSL certificate specified for bind '[^']*' at \[([^:\]]+):(\d+)\]/,
    treat: ([, file, line]) => ({
      kind: "ask",
      says: `${file!}:${line!}: its folder of certificates is empty`,
      hint: "name a file: crt /path/to/cert.pem",
    }),
  },
  {
    pattern: /Couldn't open the ca-file '([^']+)'/,
    treat: ([, path]) => ({ kind: "pem", path: path! }),
  },
  {
    pattern: /unable to load DH parameters from file <([^>]+)>/,
    treat: ([, path]) => ({ kind: "dhparam", path: path! }),
  },
  {
    // a map decides where requests go
    pattern: /converter 'map\w*' : failed to open pattern file <([^>]+)>/,
    treat: ([, path]) => asked(path!),
  },
  {
    // a list of patterns: empty, it fits nobody
    pattern: /failed to open pattern file <([^>]+)>/,
    treat: ([, path]) => ({ kind: "empty-file", path: path! }),
  },
  {
    // a page of its own for an error, or for other requests
    pattern: /(?:errorfile|http-error|rule) : error opening file '([^']+)'/,
    treat: ([, path]) => ({ kind: "empty-file", path: path! }),
  },
  {
    pattern: /cannot find (?:user|group) id for '([^']+)'/,
    treat: ([, user]) => ({ kind: "user", user: user! }),
  },
  {
    // a list of certificates says who is who, a script anything: none is invented
    pattern:
      /'crt-list' : cannot open file '([^']+)'|cannot open (\/[^:]+\.lua)|Could not open configuration file (\S+)/,
    treat: (match) => asked(match.slice(1).find((one) => one !== undefined)!),
  },
];
