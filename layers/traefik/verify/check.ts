import { ENTRY } from "./ready.ts";

/** What Traefik says in its log when something is wrong: of zerolog's levels, and what it says before it has a log. */
const WRONG = " (ERR|FTL) |rror:";
/** A router without its issuer of certificates has Traefik's own; and what is wrong at the lab's entry point is so at the person's, too. */
const HARMLESS = `certificate resolver|entryPointName=${ENTRY}`;
/** Tries, each of some 200 ms: a start takes one to five. */
const TRIES = 30;

/** Of a line of its log, what it says: without the time, the level and Traefik's own source, and with the line where parsers put theirs. */
const SAYS = [
  String.raw`s/^\{.*"error":"(([^"\]|\\.)*)".*$/\1/`,
  String.raw`s/^[^ ]+Z (ERR|FTL) ([^ ]+ > )?//`,
  String.raw`s/^Error while building configuration( .for the first time.)? error="(collecting file configs: )?(.*)" providerName=.*$/\3/`,
  String.raw`s/^error="(.*)" entryPointName=[^ ]+ routerName=([^ ]+)@file$/router \2: \1/`,
  String.raw`s/: yaml: (unmarshal errors:\\n *)?line ([0-9]+)/:\2/`,
].join("; ");

/** What the check starts. */
export interface Checked {
  /** Paths that must be there: Traefik's own words about a certificate leave its path out. */
  readonly certificates: readonly string[];
  /** A static file of the lab's with the person's entry points, at ports of nobody's. */
  readonly routes: string;
  /** The person's static file, at ports of nobody's; null: none was given. */
  readonly statics: string | null;
  /** Asks whether what was started is ready. */
  readonly ready: readonly string[];
}

/**
 * Traefik has no command that checks: it starts, says in its log what is wrong, and answers 404. So it is started until it says that it is ready:
 * all that is wrong with a router has been said by then. First with a log of the lab's, which shows what is wrong with the routes; then
 * with the person's static file, with which it ends at once where it cannot read it.
 */
export function checkCommand({ certificates, routes, statics, ready }: Checked): string {
  const asked = `${ready.join(" ")} >/tmp/asked.log 2>&1`;
  return [
    ...certificates.map((path) => `[ -e ${path} ] || { echo "no such file: ${path}"; exit 1; }`),
    `wrong() { grep -E '${WRONG}' /tmp/check.log | grep -vE '${HARMLESS}'; }`,
    `told() { sed -E '${SAYS}' /tmp/check.log /tmp/asked.log; exit 1; }`,
    `started() { traefik --configFile=$1 >/tmp/check.log 2>&1 & p=$!; i=0; said=no`,
    `  until ${asked} && said=yes; do`,
    `    kill -0 $p 2>/dev/null && ! { [ $2 = stop ] && wrong >/dev/null; } && [ $i -lt ${TRIES} ] || break`,
    `    i=$((i+1)); sleep 0.1`,
    `  done`,
    `  kill -9 $p 2>/dev/null; wait $p 2>/dev/null; }`,
    `started ${routes} stop; ! wrong >/dev/null || { wrong | sed -E '${SAYS}'; exit 1; }`,
    `[ $said = yes ] || told`,
    ...(statics === null ? [] : [`started ${statics} go; [ $said = yes ] || told`]),
    "exit 0",
  ].join("\n");
}
