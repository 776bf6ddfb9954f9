import type { Token } from "./tokens.ts";

/** What an expression gives; null: a header that is not there; undefined: it cannot be told. */
export type Value = string | number | boolean | null | undefined;
/** What a name stands for: `req.url`. */
export type Lookup = (name: string) => Value;

/** Those that have been read: the same few are tried for many requests. */
const REGEXES = new Map<string, RegExp | null>();

/** A regular expression of VCL's (PCRE) as one of JavaScript's; null: it is PCRE's alone. */
export function regexOf(source: string, flags = ""): RegExp | null {
  const key = `${flags} ${source}`;
  if (!REGEXES.has(key)) REGEXES.set(key, read(source, flags));
  return REGEXES.get(key)!;
}

function read(source: string, flags: string): RegExp | null {
  const blind = source.startsWith("(?i)");
  try {
    return new RegExp(blind ? source.slice(4) : source, blind ? `i${flags}` : flags);
  } catch {
    return null;
  }
}

/** Whether it counts as true (vcc_expr.c: a header is true where it is there). */
export function isTrue(value: Value): boolean | undefined {
  return value === undefined ? undefined : typeof value === "string" ? true : Boolean(value);
}

const not = (value: boolean | undefined): boolean | undefined => (value === undefined ? undefined : !value);

/** Functions whose result is known; any other gives what cannot be told. */
const FUNCTIONS: Readonly<Record<string, (args: readonly Value[]) => Value>> = {
  regsub: (args) => substituted(args, ""),
  regsuball: (args) => substituted(args, "g"),
  "std.tolower": ([text]) => (typeof text === "string" ? text.toLowerCase() : text),
  "std.toupper": ([text]) => (typeof text === "string" ? text.toUpperCase() : text),
  "std.querysort": ([text]) => text,
};

function substituted([text, pattern, by]: readonly Value[], flags: string): Value {
  if (text === undefined || typeof pattern !== "string" || typeof by !== "string") return undefined;
  const regex = regexOf(pattern, flags);
  if (regex === null) return undefined;
  return String(text ?? "").replace(regex, by.replaceAll("$", "$$$$").replaceAll(/\\(\d)/g, "$$$1"));
}

function compared(left: Value, mark: string, right: Value): boolean | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (mark === "==" || mark === "!=") return (left === right) === (mark === "==");
  if (mark === "~" || mark === "!~") {
    const regex = typeof right === "string" ? regexOf(right) : null;
    return regex === null ? undefined : regex.test(String(left ?? "")) === (mark === "~");
  }
  if (typeof left !== "number" || typeof right !== "number") return undefined;
  return { "<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right }[mark];
}

/** Of an expression that is read. */
const MOST_TOKENS = 1_000;

/** The value of an expression, read as vcc_expr.c does: `||`, `&&`, `!`, comparison, `+`. */
export function evaluate(tokens: readonly Token[], lookup: Lookup): Value {
  if (tokens.length > MOST_TOKENS) return undefined;
  let at = 0;
  const mark = (): string => (tokens[at]?.kind === "mark" ? tokens[at]!.text : "");
  const either = (): Value => {
    let value = both();
    while (mark() === "||") {
      at++;
      const [left, right] = [isTrue(value), isTrue(both())];
      value = left === true || right === true ? true : left === false && right === false ? false : undefined;
    }
    return value;
  };
  const both = (): Value => {
    let value = negated();
    while (mark() === "&&") {
      at++;
      const [left, right] = [isTrue(value), isTrue(negated())];
      value = left === false || right === false ? false : left === true && right === true ? true : undefined;
    }
    return value;
  };
  const negated = (): Value => {
    if (mark() !== "!") return comparison();
    at++;
    return not(isTrue(negated()));
  };
  const comparison = (): Value => {
    const left = sum();
    if (!/^([=!<>]=|!?~|[<>])$/.test(mark())) return left;
    const by = tokens[at++]!.text;
    return compared(left, by, sum());
  };
  const sum = (): Value => {
    let value = one();
    while (/^[+*/-]$/.test(mark()) || tokens[at]?.kind === "string") {
      const adds = mark() === "+" || mark() === "";
      if (mark() !== "") at++;
      const next = one();
      const told = adds && value !== undefined && next !== undefined;
      value = told ? String(value ?? "") + String(next ?? "") : undefined;
    }
    return value;
  };
  const one = (): Value => {
    const token = tokens[at++];
    if (token === undefined) return undefined;
    if (token.kind === "string") return token.text;
    if (token.kind === "mark") {
      if (token.text !== "(") return undefined;
      const inner = either();
      at++;
      return inner;
    }
    if (mark() !== "(") return /^\d+$/.test(token.text) ? Number(token.text) : lookup(token.text);
    const args: Value[] = [];
    do {
      at++;
      args.push(either());
    } while (mark() === ",");
    at++;
    return FUNCTIONS[token.text]?.(args);
  };
  return either();
}
