const HIDDEN = "[hidden]";
/** How a header or a setting is called that carries a secret. */
const NAME = "(?:authorization|[\\w-]*(?:api[-_]?key|token|secret|passw(?:or)?d|credential)s?|(?:set-)?cookie)";

/**
 * Texts that may be secrets, each with the part before it, which stays. A config's lines are quoted in findings and in the context of a
 * diff, and a report ends up in build logs and on pull requests.
 */
const PATTERNS: readonly RegExp[] = [
  // a scheme of RFC 9110 11.4 with what it carries; "basic authentication" is none
  /(\b(?:[Bb]earer|[Bb]asic)\s+)(?=[^\s"']*[A-Z0-9])(?!\$)[\w.~+/=-]{6,}/gu,
  // a header or a setting that is named like a secret, its value in quotes: Authorization "Bearer x", token: "x"
  new RegExp(`(${NAME}["']?\\s*[:=\\s]\\s*)(?:"[^"$]+"|'[^'$]+')`, "giu"),
  // ... or bare, with a digit in it: X-Api-Key abc123def. Sentences speak of tokens too, and no word of theirs has one
  new RegExp(`(${NAME}\\s*[:=\\s]\\s*)(?=[^\\s"';]*\\d)(?!["'$])[^\\s"';]{6,}`, "giu"),
  // ... or after a colon or a sign of equality, whatever it is: password=hunter
  /((?:authorization|api[-_]?key|secret|passw(?:or)?d|cookie)["']?\s*[:=]\s*)(?!["'$\s]|bearer|basic)[^\s"';]{4,}/giu,
  // credentials in a URL (RFC 3986 3.2.1)
  /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+(?=@)/giu,
  // keys as the model's vendors and code hosts write them, and JSON web tokens
  /(\b)(?:sk-[\w-]{8,}|gh[pousr]_\w{16,}|AKIA[0-9A-Z]{12,}|eyJ[\w-]{8,}\.[\w-]+\.[\w-]*)/gu,
];

/** A text without what looks like a secret. A variable (`$http_authorization`) is none. */
export function withoutSecrets(text: string): string {
  return PATTERNS.reduce((all, pattern) => all.replace(pattern, `$1${HIDDEN}`), text);
}

/** The same value without what looks like a secret, in every text of it; and half a surrogate pair is no text that a URI or a file holds. */
export function withoutSecretsIn<T>(value: T): T {
  return safe(value) as T;
}

function safe(value: unknown): unknown {
  if (typeof value === "string") return withoutSecrets(value.toWellFormed());
  if (Array.isArray(value)) return value.map(safe);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, safe(each)]));
}
