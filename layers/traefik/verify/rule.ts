/** One thing that a rule wants of a request: `PathPrefix` with its arguments. */
export interface Matcher {
  readonly name: string;
  readonly values: readonly string[];
}

const MATCHER = /(\w+)\(((?:\s*[`"][^`"]*[`"]\s*,?)+)\s*\)/;
const TOKEN = new RegExp(String.raw`${MATCHER.source}|&&|\|\||[!()]`, "g");

function matcherOf(text: string): Matcher | null {
  const [, name, values] = MATCHER.exec(text) ?? [];
  if (name === undefined || values === undefined) return null;
  return { name, values: [...values.matchAll(/[`"]([^`"]*)[`"]/g)].map(([, value]) => value!) };
}

/** The matchers of a rule, in their order. */
export function matchersOf(rule: string): Matcher[] {
  return tokensOf(rule).flatMap((token) => matcherOf(token) ?? []);
}

function tokensOf(rule: string): string[] {
  return [...rule.matchAll(TOKEN)].map(([token]) => token);
}

/** What is asked for. */
export interface Asked {
  readonly host: string | null;
  readonly path: string;
}

/** True, false, or null: it cannot be told. */
type Answer = boolean | null;

/** Whether a request fits a matcher (https://doc.traefik.io/traefik/routing/routers/#rule). */
function fits({ name, values }: Matcher, { host, path }: Asked): Answer {
  switch (name) {
    case "Host":
      return values.some((value) => value.toLowerCase() === host?.toLowerCase());
    case "PathPrefix":
      return values.some((value) => path.startsWith(value));
    case "Path":
      return values.includes(path);
    case "PathRegexp":
      return values.some((value) => expression(value)?.test(path));
    case "Method":
      return values.includes("POST");
    default:
      return null;
  }
}

function expression(text: string): RegExp | null {
  try {
    return new RegExp(text);
  } catch {
    return null; // one that is RE2's alone
  }
}

const and = (a: Answer, b: Answer): Answer =>
  a === false || b === false ? false : a === null || b === null ? null : true;
const not = (a: Answer): Answer => (a === null ? null : !a);

/** Whether a rule takes a request: `||` binds least, then `&&`, then `!`. */
export function takes(rule: string, asked: Asked): Answer {
  const tokens = tokensOf(rule);
  const either = (): Answer => {
    let answer = both();
    // a or b: not (neither a nor b)
    while (tokens[0] === "||" && tokens.shift()) answer = not(and(not(answer), not(both())));
    return answer;
  };
  const both = (): Answer => {
    let answer = one();
    while (tokens[0] === "&&" && tokens.shift()) answer = and(answer, one());
    return answer;
  };
  const one = (): Answer => {
    const token = tokens.shift();
    if (token === "!") return not(one());
    if (token !== "(") return token === undefined ? null : fitsToken(token, asked);
    const answer = either();
    tokens.shift(); // the bracket that closes
    return answer;
  };
  return either();
}

function fitsToken(token: string, asked: Asked): Answer {
  const matcher = matcherOf(token);
  return matcher === null ? null : fits(matcher, asked);
}
