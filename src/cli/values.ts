import { InvalidArgumentError } from "commander";

/** The flag of every command that can print JSON. */
export interface JsonFlag {
  readonly json?: boolean;
}

/** A flag's value as a whole number within bounds; anything else is a usage error that names the bounds. */
export function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`must be a whole number from ${min} to ${max}.`);
  };
}

/** A flag that may stand several times. */
export function several(value: string, before: string[] = []): string[] {
  return [...before, value];
}
