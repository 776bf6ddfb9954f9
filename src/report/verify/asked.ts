import * as v from "valibot";
import { ASKS } from "../../verify/url/document.ts";
import { Count } from "./schema.ts";

/** Milliseconds. */
export const Ms = v.pipe(v.number(), v.minValue(0));

/** Fields of a request, whoever stands behind it: those of `Asked` without its word. */
export const ASKED = {
  of: v.picklist(["url", "direct"]),
  ask: v.picklist(ASKS),
  says: v.string(),
  why: v.nullable(v.string()),
  hint: v.nullable(v.string()),
  protocol: v.picklist(["HTTP/1.1", "HTTP/2"]),
  status: v.nullable(Count),
  contentType: v.nullable(v.string()),
  encoding: v.nullable(v.string()),
  bytes: Count,
  endedMs: Ms,
} as const;
