import { type Criterion, criterionOf, fits, type Request } from "./criteria.ts";
import type { Section } from "./sections.ts";

/** A condition: alternatives of terms that must all hold. */
export type Condition = readonly (readonly { readonly not: boolean; readonly criteria: readonly Criterion[] }[])[];

/**
 * Reads what stands after `if` or `unless` in a rule: names of the section's ACLs, `{ criterion }`, `!`, `or` and `||`.
 * @returns null where the rule has no condition
 */
export function conditionOf(words: readonly string[], section: Section): Condition | null {
  const start = words.findIndex((word) => word === "if" || word === "unless");
  if (start < 0) return null;
  const terms: { not: boolean; criteria: Criterion[] }[][] = [[]];
  let not = false;
  const rest = words.slice(start + 1);
  for (let at = 0; at < rest.length; at++) {
    let word = rest[at]!;
    if (word === "or" || word === "||") terms.push([]);
    else if (word === "!") not = !not;
    else {
      if (word.startsWith("!")) [not, word] = [!not, word.slice(1)];
      const close = rest.indexOf("}", at);
      const criteria = word === "{" ? [criterionOf(rest.slice(at + 1, close))] : aclOf(word, section);
      terms.at(-1)!.push({ not, criteria });
      if (word === "{") at = close < 0 ? rest.length : close;
      not = false;
    }
  }
  return terms;
}

/** The criteria of an ACL: each line of that name is an alternative. A name that no line has is one of HAProxy's own (`TRUE`). */
function aclOf(name: string, section: Section): Criterion[] {
  const lines = section.lines.filter(({ words }) => words[0] === "acl" && words[1] === name);
  return lines.length > 0 ? lines.map(({ words }) => criterionOf(words.slice(2))) : [{ ...criterionOf([name]) }];
}

/** Whether a rule applies to a request; null: it cannot be told. */
export function applies(words: readonly string[], section: Section, request: Request): boolean | null {
  const condition = conditionOf(words, section);
  if (condition === null) return true;
  const alternatives = condition.map((terms) =>
    every(
      terms.map(({ not, criteria }) => {
        const one = some(criteria.map((criterion) => fits(criterion, request)));
        return one === null ? null : one !== not;
      }),
    ),
  );
  const held = some(alternatives);
  return held === null || !words.includes("unless") ? held : !held;
}

const some = (values: readonly (boolean | null)[]): boolean | null =>
  values.includes(true) ? true : values.includes(null) ? null : false;
const every = (values: readonly (boolean | null)[]): boolean | null =>
  values.includes(false) ? false : values.includes(null) ? null : true;
