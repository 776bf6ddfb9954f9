import type { VerifyDocument, VerifyFinding } from "./document.ts";
import { limitFinding } from "./findings.ts";
import { readLimits } from "./loop/limits.ts";
import { refusedDocument } from "./prepare.ts";
import type { Prepared } from "./prepare.ts";
import type { Route } from "./route.ts";
import { documentOf, emptyReport, NO_ROUTE } from "./summary.ts";
import type { Base } from "./summary.ts";
import { unmeasurable } from "./targets.ts";

/** What can be read without a run: routes, limits, and the lines that let faults happen. It has measured nothing, and says so. */
export function readOnly(prepared: Prepared): VerifyDocument {
  const { base, texts: filled, assumed, missing } = prepared;
  if (missing.length > 0) return refusedDocument(prepared, missing, true);
  const routes = base.product.routes(filled, null, base.version);
  const locations = routes.map((route) => {
    // what a missing file says would make a lie of what is read without it
    if ((route.unread ?? []).length > 0) return emptyReport(route, "not-measured", unmeasurable(route, []));
    const limits = readLimits(route).map(({ report }) => report);
    const short = limits.flatMap((limit) => limitFinding(route, limit, null, base) ?? []);
    const report = emptyReport(route, "not-measured", "--check: nothing was run");
    return { ...report, limits, findings: [...readings(route, base), ...short] };
  });
  const early = base.product.refuses(filled);
  // why there is none has been said, where the product refuses it
  const refused = routes.length === 0 && early.length === 0 ? [NO_ROUTE] : early;
  const put = [...assumed, ...(base.product.place(filled).ungiven ?? [])];
  return documentOf(base, { loads: true, assumed: put, refused, locations, unmeasured: true });
}

function readings(route: Route, { product }: Base): VerifyFinding[] {
  return product.rules.flatMap((rule) => {
    const reading = rule.fault === "cuts" ? null : (rule.reads?.(route) ?? null);
    if (reading === null) return [];
    const { file, line, text } = reading.at;
    return [
      {
        ...{ rule: rule.id, level: "warning" as const, file, line, text, message: reading.says },
        ...{ seen: "read, not measured", cures: [], by: rule.by, experiment: rule.experiment },
      },
    ];
  });
}
