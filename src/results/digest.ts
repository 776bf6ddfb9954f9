import { createHash } from "node:crypto";
import type { Subject } from "../model/subject.ts";

/**
 * What was looked at, in 16 hex digits: sides, configs and expectations. A result counts for the subject of this digest only, so an edited
 * experiment or config loses its old pass. The order of keys does not matter.
 */
export function digestOf(subject: Subject): string {
  return createHash("sha256").update(JSON.stringify(subject, sortedKeys)).digest("hex").slice(0, 16);
}

/** For JSON.stringify: objects with their keys in order. */
function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
