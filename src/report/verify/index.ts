import type { VerifyDocument } from "../../verify/document.ts";
import type { Page } from "../terminal/format.ts";
import { renderAnnotations } from "./annotations.ts";
import { renderVerifyJson } from "./json.ts";
import { renderJunit } from "./junit.ts";
import { renderVerifyMarkdown } from "./markdown.ts";
import { renderSarif } from "./sarif.ts";
import type { RuleHelp } from "./sarif.ts";
import { withoutSecretsIn } from "./secrets.ts";
import { renderVerify } from "./terminal.ts";

export { verifyJsonSchema } from "./json.ts";
export type { RuleHelp } from "./sarif.ts";
export { withoutSecrets, withoutSecretsIn } from "./secrets.ts";

export { renderThrough } from "./through.ts";
export { renderThroughJson, throughJsonSchema } from "./through-json.ts";
export { renderUrl } from "./url.ts";
export { renderUrlJson, urlJsonSchema } from "./url-json.ts";

/** How `./lab verify` can print: for a person, and for each kind of machine. */
export const VERIFY_FORMATS = ["text", "json", "sarif", "junit", "github", "markdown"] as const;
export type VerifyFormat = (typeof VERIFY_FORMATS)[number];

/** What a format is made with beside the document. */
export interface VerifyOptions {
  readonly page: Page;
  /** The product's rules, for the help that SARIF carries. */
  readonly rules?: readonly RuleHelp[];
}

/** The document in a format, without a line end. What looks like a secret in a config is hidden in all of them. */
export function renderVerifyAs(format: VerifyFormat, document: VerifyDocument, options: VerifyOptions): string {
  const safe = withoutSecretsIn(document);
  switch (format) {
    case "text":
      return renderVerify(safe, options.page);
    case "json":
      return renderVerifyJson(safe);
    case "sarif":
      return renderSarif(safe, options.rules);
    case "junit":
      return renderJunit(safe);
    case "github":
      return renderAnnotations(safe);
    case "markdown":
      return renderVerifyMarkdown(safe);
  }
}
