import * as v from "valibot";
import type { NamedExperiment } from "../src/catalog/experiments.ts";
import { Experiment } from "../src/model/experiment.ts";
import type { SideVerdict, VerdictDocument } from "../src/model/result.ts";
import { seededUniform } from "../src/model/random.ts";

/** A hop that a chain may have: configs that pass, and configs that may hold. Which of them do, the lab's own paced verdict says. */
interface Kind {
  readonly layer: string;
  readonly pass: readonly string[];
  readonly hold: readonly string[];
}

const APPS: readonly Kind[] = [
  {
    layer: "app",
    pass: ["compression-off", "compression-no-transform"],
    hold: ["answer-collected", "relay-blocks-of-4096", "compression-on"],
  },
  { layer: "hono", pass: ["compression-off", "compression-on"], hold: [] },
  { layer: "fastify", pass: ["compression-off"], hold: [] },
  { layer: "uvicorn", pass: ["http-httptools", "http-h11"], hold: ["gzip-middleware-on"] },
];
const NGINX: Kind = {
  layer: "nginx",
  pass: ["http-1.1-buffering-off", "http-1.0-buffering-off"],
  hold: ["http-1.0-buffering-on", "http-1.0-tcp-nopush", "gzip-buffering-off"],
};
/** Envoy answers HTTP/1.0 with 426, so what stands before it asks with 1.1. */
const NGINX_11: Kind = { ...NGINX, pass: ["http-1.1-buffering-off"], hold: ["gzip-buffering-off"] };
const NGINX_TLS: Kind = { layer: "nginx", pass: ["tls-buffering-off"], hold: ["tls-buffering-on"] };
const ENVOY: Kind = { layer: "envoy", pass: ["defaults", "compressor-gzip"], hold: ["lua-body", "compressor-zstd"] };
const ENVOY_TLS: Kind = { layer: "envoy", pass: ["defaults-tls"], hold: [] };

/** A random chain: its places outermost first, each with a config that passes, and those that are switched to one that may hold. */
export interface Chain {
  readonly seed: number;
  readonly path: readonly string[];
  readonly pass: Readonly<Record<string, string>>;
  readonly hold: Readonly<Record<string, string>>;
  readonly experiment: NamedExperiment;
}

type Draw = <T>(of: readonly T[]) => T;

/** The chain of a seed: two to four hops, up to two of them switched; TLS, HTTP/2 and compression mixed in. */
export function chainOf(seed: number): Chain {
  const uniform = seededUniform(seed * 7919);
  const draw: Draw = (of) => of[Math.floor(uniform() * of.length)]!;
  const https = uniform() < 0.3;
  const kinds = kindsOf(draw, https);
  const places = kinds.map(({ layer }, index) => {
    const before = kinds.slice(0, index).filter((other) => other.layer === layer).length;
    return before === 0 ? layer : `${layer}#${before + 1}`;
  });
  const pass = Object.fromEntries(places.map((place, index) => [place, draw(kinds[index]!.pass)]));
  const able = places.filter((_, index) => kinds[index]!.hold.length > 0);
  const wanted = Math.min(able.length, draw([0, 1, 1, 1, 2]));
  const switched = able.toSorted(() => uniform() - 0.5).slice(0, wanted);
  const hold = Object.fromEntries(switched.map((place) => [place, draw(kinds[places.indexOf(place)]!.hold)]));
  const encoding = draw([null, "gzip", "gzip, deflate, br, zstd"]);
  const scenario = { tokens: draw([16, 24, 40]), gapMs: draw([75, 100, 110]) };
  const eventBytes = draw([null, 220, 400]); // null: as events are
  const experiment = v.parse(Experiment, {
    title: `a random chain of seed ${seed}`,
    kind: "innocent",
    why: "A random chain: its sides switch each cause on and off, so that the paced verdict says who holds.",
    path: [...places, "mock-llm"],
    scenario: { ...scenario, ...(eventBytes === null ? {} : { eventBytes }) },
    readers: {
      reader: {
        scheme: https ? "https" : "http",
        httpVersion: https ? draw(["1.1", "2"]) : "1.1",
        headers: encoding === null ? {} : { "accept-encoding": encoding },
      },
    },
    proofs: ["paced"],
    sides: Object.fromEntries(
      subsetsOf(switched).map((on) => [sideName(on), { variants: { ...pass, ...only(hold, on) } }]),
    ),
  });
  return { seed, path: places, pass, hold, experiment: { ...experiment, id: `chain-${seed}`, layer: places[0]! } };
}

function kindsOf(draw: Draw, https: boolean): Kind[] {
  const kinds = [draw(APPS)];
  const more = draw([1, 1, 2, 2, 3]) - (https ? 1 : 0);
  for (let count = 0; count < more; count++) {
    const inner = kinds[0]!;
    const kind = draw([NGINX, NGINX, ENVOY]);
    const both = kinds.filter(({ layer }) => layer === kind.layer).length;
    if (both < 2) kinds.unshift(kind === NGINX && inner.layer === "envoy" ? NGINX_11 : kind);
  }
  if (https) kinds.unshift(draw([NGINX_TLS, NGINX_TLS, ENVOY_TLS]));
  return kinds;
}

function subsetsOf(places: readonly string[]): string[][] {
  const [first, ...rest] = places;
  if (first === undefined) return [[]];
  const others = subsetsOf(rest);
  return [...others, ...others.map((each) => [first, ...each])];
}

function sideName(on: readonly string[]): string {
  return on.length === 0 ? "cured" : on.map((place) => place.replace("#", ".")).join("-");
}

function only(hold: Readonly<Record<string, string>>, on: readonly string[]): Record<string, string> {
  return Object.fromEntries(on.map((place) => [place, hold[place]!]));
}

/** One side of a chain, graded: who holds by the paced verdict, and whom packets name. */
export interface Grade {
  readonly side: string;
  readonly guilty: readonly string[];
  readonly named: readonly string[];
  readonly unknown: readonly string[];
  /** `right`: it names somebody guilty and nobody else, or nobody where nobody is; `silent`: nobody although somebody is; `wrong`: an innocent. */
  readonly word: "right" | "silent" | "wrong";
}

/**
 * Grades what packets say. A place is guilty of a side if it is switched there, and the answer is not streamed where it alone is. Nobody is
 * where the side streams: one may undo the other (Envoy's compressor leaves alone what nginx has compressed).
 * @returns null: the chain is none, because its cured side does not stream, or it was not measured
 */
export function gradesOf({ hold }: Chain, { sides }: VerdictDocument): Grade[] | null {
  const streamed = (name: string): boolean | null => {
    const shape = shapeOf(sides[name]);
    return shape === null ? null : shape === "streamed";
  };
  const places = Object.keys(hold);
  if (streamed("cured") !== true || places.some((place) => streamed(sideName([place])) === null)) return null;
  return subsetsOf(places).map((on): Grade => {
    const hops = sides[sideName(on)]?.hops;
    const guilty = streamed(sideName(on)) ? [] : on.filter((place) => streamed(sideName([place])) === false);
    const { guilty: named, unknown } = hops ?? { guilty: [], unknown: [] };
    const wrong = named.some((place) => !guilty.includes(place));
    const word = wrong ? "wrong" : guilty.length > 0 && named.length === 0 ? "silent" : "right";
    return { side: sideName(on), guilty, named, unknown, word };
  });
}

function shapeOf(side: SideVerdict | undefined): string | null {
  return Object.values(side?.observation.runs[0]?.readers ?? {})[0]?.shape ?? null;
}
