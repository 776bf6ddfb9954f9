import type { OwnFile, Refusal, Variable } from "./product.ts";

/** A file with its variables filled in, what was filled in, and what the person must give. */
export interface Filled {
  readonly file: OwnFile;
  readonly assumed: readonly string[];
  readonly missing: readonly Refusal[];
}

/** What a name stands for where its value decides nothing: any name reaches the lab's origin. */
const INVENTED = "lab";

/**
 * Fills a template's variables in: from the person's values, then from what the template itself gives; a name or a port is invented. What can
 * decide a verdict is asked for.
 * @param values by name: --env
 */
export function fillTemplate(
  file: OwnFile,
  variables: readonly Variable[],
  values: Readonly<Record<string, string>>,
): Filled {
  const [assumed, missing]: [string[], Refusal[]] = [[], []];
  let { text } = file;
  for (const variable of new Map(variables.map((each) => [each.name, each])).values()) {
    const { name, line, decides, fallback } = variable;
    const given = values[name] ?? fallback ?? (decides ? null : (variable.invented ?? INVENTED));
    if (given === null) {
      missing.push({ file: file.name, line, says: `${name} has no value, and may decide`, hint: `--env ${name}=...` });
      continue;
    }
    text = replaced(text, name, given);
    if (values[name] === undefined) assumed.push(`${name}=${given}${fallback === null ? "" : " (the template's own)"}`);
    else assumed.push(`${name} from --env`);
  }
  return { file: { ...file, text }, assumed, missing };
}

/**
 * Each way in which templates write a variable: `${NAME}`, `${NAME:-x}`, Caddy's `{$NAME:x}`, Jinja's `{{ NAME }}`, Go's `{{ env "NAME" }}`,
 * envsubst's `$NAME`.
 */
function replaced(text: string, name: string, value: string): string {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const forms = [
    String.raw`\$\{${escaped}(?::?[-?=][^}]*)?\}`,
    String.raw`\{\$${escaped}(?::[^}]*)?\}`,
    String.raw`\{\{-?\s*${escaped}\s*(?:\|[^}]*)?-?\}\}`,
    String.raw`\{\{-?\s*env\s+["\`]${escaped}["\`]\s*(?:\|[^}]*)?-?\}\}`,
    String.raw`\$${escaped}\b`,
  ];
  return text.replaceAll(new RegExp(forms.join("|"), "g"), () => value);
}

/** `NAME=value` lines as --env gives them. */
export function valuesOf(env: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    env.map((entry) => {
      const at = entry.indexOf("=");
      return at < 0 ? [entry, process.env[entry] ?? ""] : [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}
