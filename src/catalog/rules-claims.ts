import { ARTICLES } from "../model/claim.ts";
import type { Claim, Claims, Part } from "../model/claim.ts";

/** What a claim has one of: parts that experiments settle, or a reason why it has none. */
const WAYS = ["parts", "untestable", "later", "definition"] as const satisfies readonly (keyof Claim)[];

/**
 * What cannot stand in experiments/claims.yaml. That an id stands there twice is an error of the file itself (claims.ts).
 * @param experiments ids of all that there are
 * @returns one line per problem, the claim's id first
 */
export function claimProblems(claims: Claims, experiments: readonly string[]): string[] {
  return Object.entries(claims).flatMap(([id, claim]) =>
    [
      ...articleProblems(claim.articles),
      ...wayProblems(claim),
      ...repeated((claim.parts ?? []).map(({ says }) => says)).map((says) => `two parts say "${says}"`),
      ...(claim.parts ?? []).flatMap((part) =>
        partProblems(part, experiments).map((problem) => `"${part.says}": ${problem}`),
      ),
    ].map((problem) => `${id}: ${problem}`),
  );
}

function articleProblems(articles: readonly string[]): string[] {
  return [
    ...(articles.length === 0 ? ["no article makes it"] : []),
    ...repeated(articles).map((article) => `article ${article} is named twice`),
    ...articles
      .filter((article) => !ARTICLES.includes(article))
      .map((article) => `there is no article ${article}, only ${ARTICLES.join(", ")}`),
  ];
}

function wayProblems(claim: Claim): string[] {
  const ways = WAYS.filter((way) => claim[way] !== undefined);
  if (ways.length > 1) return [`it has ${ways.join(" and ")}, where one is enough`];
  return ways.length === 0 || claim.parts?.length === 0
    ? [`it has no parts, and none of ${WAYS.slice(1).join(", ")}`]
    : [];
}

function partProblems({ holds, fails }: Part, experiments: readonly string[]): string[] {
  const named = [...(holds ?? []), ...(fails ?? [])];
  return [
    ...(holds && fails ? ["it has holds and fails, but is true or not"] : []),
    ...(named.length === 0 ? ["no experiment settles it"] : []),
    ...repeated(named).map((id) => `${id} is named twice`),
    ...named.filter((id) => !experiments.includes(id)).map((id) => `no experiment is called ${id}`),
  ];
}

/** What stands in a list more than once. */
function repeated(list: readonly string[]): string[] {
  return [...new Set(list.filter((each, index) => list.indexOf(each) < index))];
}
