import type { VerifyDocument } from "../../verify/document.ts";
import type { Page } from "../terminal/format.ts";
import { renderVerifyJson } from "./json.ts";
import { safeDocument } from "./secrets.ts";
import { renderVerify } from "./terminal.ts";

export { verifyJsonSchema } from "./json.ts";
export { safeDocument, withoutSecrets } from "./secrets.ts";

/** How `./lab verify` can print. */
export const VERIFY_FORMATS = ["text", "json"] as const;
export type VerifyFormat = (typeof VERIFY_FORMATS)[number];

/** The document in a format, without a line end. What looks like a secret in a config is hidden in all of them. */
export function renderVerifyAs(format: VerifyFormat, document: VerifyDocument, page: Page): string {
  const safe = safeDocument(document);
  switch (format) {
    case "text":
      return renderVerify(safe, page);
    case "json":
      return renderVerifyJson(safe);
  }
}
