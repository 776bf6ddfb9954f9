import { LabError } from "../model/error.ts";

/**
 * Headers as a person types them after --header: `Authorization: Bearer x`.
 * @returns values by name in lower case; of a name that is given twice the last one
 * @throws LabError usage: what is none. The line itself is never shown: it may be a secret.
 */
export function headersOf(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line, index) => {
      const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(line) ?? [];
      if (name === undefined) {
        throw new LabError("usage", "--header is NAME: VALUE", {
          observed: `number ${index + 1} of ${lines.length} has no colon after a name`,
        });
      }
      return [name.toLowerCase(), value!];
    }),
  );
}
