import { toJsonSchema } from "@valibot/to-json-schema";
import type { JsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";

/** A line of a file. */
export const Line = v.pipe(v.number(), v.integer(), v.minValue(1));
export const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A type by its fields: what two types must have alike so that neither lacks one. */
export type Fields<T> = T extends readonly (infer E)[]
  ? Fields<E>
  : T extends object
    ? { [K in keyof T]-?: Fields<T[K]> }
    : T;

/** `true` where each of two types can stand for the other. */
export type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** JSON schema (draft-07) of one document. */
export function schemaOf(schema: v.GenericSchema, title: string): JsonSchema {
  return { ...toJsonSchema(schema), $schema: "http://json-schema.org/draft-07/schema#", title };
}
