import type { Guard } from "../../../src/verify/route.ts";
import { conditionOf } from "./conditions.ts";
import { lineIn, type Line, type Section } from "./sections.ts";

/** Fewer connections than this are taken up by the lab's own requests side by side. */
const FEW_CONNECTIONS = 512;

/** What a criterion counts or looks at -> the kind of guard that it makes of a rule which turns requests away. */
const KINDS: readonly (readonly [RegExp, Guard["kind"]])[] = [
  [/http_auth|req\.hdr\(authorization|x-api-key/i, "auth"],
  [/_rate|_cnt|gpc\d|gpt\d/, "rate"],
  [/conn_cur|sess_cnt|fe_conn|be_conn|nbsrv/, "connections"],
  [/^src\b|\bsrc_/, "address"],
  [/^method/, "method"],
];

/** A rule that turns requests away, told by its condition; null: none, or one that no request of the lab meets. */
function guardOf({ words, at }: Line, section: Section): Guard | null {
  const [first, second, third] = words;
  if (first === "http-request" && second === "auth") return { kind: "auth", at };
  const denies =
    (first === "http-request" && ["deny", "tarpit", "reject", "silent-drop"].includes(second!)) ||
    (first === "tcp-request" && ["reject", "silent-drop"].includes(third!));
  if (!denies) return null;
  const fetches = (conditionOf(words, section) ?? [])
    .flat()
    .flatMap(({ criteria }) => criteria.map(({ fetch }) => fetch));
  const kind = KINDS.find(([pattern]) => fetches.some((fetch) => pattern.test(fetch)))?.[1];
  return kind === undefined ? null : { kind, at };
}

/** What turns the lab's own requests away in these sections: rules, and a `maxconn` below what measuring needs. */
export function guardsIn(sections: readonly Section[], global: Section | null): Guard[] {
  const rules = sections.flatMap((section) => section.lines.flatMap((line) => guardOf(line, section) ?? []));
  const limits = [...sections, ...(global ? [global] : [])].flatMap((section) => {
    const line = lineIn(section, ([word]) => word === "maxconn");
    return line !== null && Number(line.words[1]) < FEW_CONNECTIONS
      ? [{ kind: "connections" as const, at: line.at, everybody: true as const }]
      : [];
  });
  return [...rules, ...limits];
}
