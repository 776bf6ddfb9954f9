import type { VerifyDocument } from "../../verify/document.ts";

const HIDDEN = "[hidden]";

/**
 * Texts that may be secrets, each with the part before it, which stays. A config's lines are quoted in findings and in the context of a
 * diff, and a report ends up in build logs and on pull requests.
 */
const PATTERNS: readonly RegExp[] = [
  // a header or a setting that is named like a secret: Authorization "Bearer x", api_key=x, X-Api-Key: x, password: x
  /((?:authorization|[\w-]*(?:api[-_]?key|token|secret|passw(?:or)?d|credential)s?|(?:set-)?cookie)["']?\s*[:=\s]\s*)(?:"[^"$]+"|'[^'$]+'|(?:Bearer|Basic)\s+[^\s"';]+|(?!["'$])[^\s"';]{6,})/giu,
  // a scheme of RFC 9110 11.4 with what it carries
  /(\b(?:Bearer|Basic)\s+)(?!\$)[\w.~+/=-]{6,}/giu,
  // credentials in a URL (RFC 3986 3.2.1)
  /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+(?=@)/giu,
  // keys as the model's vendors and code hosts write them, and JSON web tokens
  /(\b)(?:sk-[\w-]{8,}|gh[pousr]_\w{16,}|AKIA[0-9A-Z]{12,}|eyJ[\w-]{8,}\.[\w-]+\.[\w-]*)/gu,
];

/** A text without what looks like a secret. A variable (`$http_authorization`) is none. */
export function withoutSecrets(text: string): string {
  return PATTERNS.reduce((all, pattern) => all.replace(pattern, `$1${HIDDEN}`), text);
}

/** The document without what looks like a secret, in every text of it. */
export function safeDocument(document: VerifyDocument): VerifyDocument {
  return safe(document) as VerifyDocument;
}

function safe(value: unknown): unknown {
  if (typeof value === "string") return withoutSecrets(value);
  if (Array.isArray(value)) return value.map(safe);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, safe(each)]));
}
