import { isAllowed } from "./allow.ts";
import type { LocationReport, RefusedWith, VerifyDocument } from "./document.ts";
import type { OwnFile, Product, Refusal } from "./product.ts";
import type { Route } from "./route.ts";

/** What every document says, measured or not. */
export interface Base {
  readonly product: Product;
  readonly version: string;
  /** As the person wrote them. */
  readonly files: readonly OwnFile[];
}

/** The same of a product, or of what is none: a stack. */
type Named = Omit<Base, "product"> & { readonly product: Pick<Product, "name"> };

/** What came of a verification. */
export interface Outcome {
  readonly loads: boolean;
  readonly assumed: readonly string[];
  readonly refused: readonly Refusal[];
  readonly locations: readonly LocationReport[];
  readonly unmeasured: boolean;
}

/** The document of an outcome. Findings that a comment allows are counted, and not judged. */
export function documentOf({ product, version, files }: Named, outcome: Outcome): VerifyDocument {
  let allowed = 0;
  const locations = outcome.locations.map((location) => {
    const findings = location.findings.filter((finding) => !isAllowed(finding, files));
    allowed += location.findings.length - findings.length;
    return { ...location, findings };
  });
  const [{ name: file }] = files as [OwnFile];
  const refused = outcome.refused.map((each): RefusedWith => ({
    file: each.file || file,
    line: each.line,
    message: each.says,
    hint: each.hint,
  }));
  return {
    ...{ schemaVersion: 1, product: product.name, version, file, loads: outcome.loads, assumed: outcome.assumed },
    ...{ refused, locations, allowed, unmeasured: outcome.unmeasured },
    exit: exitOf(locations, refused),
  };
}

const NO_RESULT: readonly LocationReport["verdict"][] = ["refused", "not-measured", "not-reached"];

/** 1: there is a fault. 2: there is none, but something was not measured. 0: all was measured, and streams. */
function exitOf(locations: readonly LocationReport[], refused: readonly RefusedWith[]): 0 | 1 | 2 {
  if (locations.some(({ findings }) => findings.some(({ level }) => level === "error"))) return 1;
  const unknown = locations.length === 0 || locations.some(({ verdict }) => NO_RESULT.includes(verdict));
  return refused.length > 0 || unknown ? 2 : 0;
}

/** `443 tls`. */
export function sayListener({ port, tls }: { readonly port: number; readonly tls: boolean }): string {
  return `${port}${tls ? " tls" : ""}`;
}

/** A location's part that its route says: nothing is measured yet. */
export function emptyReport(route: Route, verdict: LocationReport["verdict"], why: string | null): LocationReport {
  const listen = route.listeners.map(sayListener).join(", ");
  return {
    ...{ server: route.host, listen, location: route.location, file: route.at.file, line: route.at.line },
    ...{ example: route.example, asks: route.target.asks, verdict, why, cells: 0 },
    readers: route.listeners.some(({ http2 }) => http2) ? ["HTTP/1.1", "HTTP/2"] : ["HTTP/1.1"],
    ...{ holds: [], limits: [], findings: [], noEffect: [] },
  };
}

/** What no product can be asked about: there is no way through the config. */
export const NO_ROUTE: Refusal = {
  ...{ file: "", line: null, says: "no location in it passes requests on to an upstream: there is nothing to measure" },
  hint: "the files that it includes are named behind it: ./lab verify nginx.conf conf.d/*.conf",
};
