import type { OwnWords, Treatment, TreatmentRule } from "../../../src/verify/product.ts";

const asked = (says: string, hint: string): Treatment => ({ kind: "ask", says, hint });

/** A name that a container can have; what a template left is none. */
function named(host: string): Treatment {
  const name = host.replace(/:\d+$/, "");
  if (/^[\w.-]+$/.test(name)) return { kind: "name", host: name };
  return asked(`${host} is no name of a host`, "fill the template in first");
}

/** Messages of `varnishd -C` (7.7.0), and what is done about each. One at a time: the next check finds the next. */
export const treatments: readonly TreatmentRule[] = [
  {
    pattern: /Backend host '"([^"]*)"' could not be resolved/,
    treat: ([, host]) => named(host!),
  },
  {
    // in an acl
    pattern: /DNS lookup\(([^)]+)\)/,
    treat: ([, host]) => named(host!),
  },
  {
    // an include is code: none is invented
    pattern: /Cannot read file '([^']+)'/,
    treat: ([, path]) => asked(`includes ${path!}, which is missing`, `give the file, too: ${path!}`),
  },
  {
    pattern: /Could not (?:find|open) VMOD (\w+)/,
    treat: ([, name]) => asked(`the lab's Varnish has no vmod ${name!}`, "--image, with an image that has it"),
  },
];

/**
 * What VCC, the compiler, says: its words stand in lines of their own, then the place: `('/etc/varnish/default.vcl' Line 4 Pos 23)`.
 * @returns null where it has said nothing
 */
export function complaint(output: string): OwnWords | null {
  const behind = output.split(/^Message from VCC-compiler:\n/m)[1];
  if (behind === undefined) return null;
  const place = /\('([^']+)' Line (\d+) Pos \d+\)/.exec(behind);
  const words = (place === null ? behind : behind.slice(0, place.index))
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => !/^(\(program line|\(Sorry if|At:|Running VCC|VCL compilation|$)/.test(line));
  const says = words
    .join(" ")
    .replace(/,? (at|defined:|starting at)$/, "")
    .trim();
  if (says === "") return null;
  return { path: place?.[1] ?? null, line: place === null ? null : Number(place[2]), says };
}
