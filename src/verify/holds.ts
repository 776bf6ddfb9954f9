import type { Seen } from "./cell.ts";
import type { Hold } from "./document.ts";
import type { Measured } from "./plan.ts";
import type { Route } from "./route.ts";
import { sayListener } from "./summary.ts";
import { isHeld } from "./symptoms.ts";

/** Who has compressed what the reader got; null: nobody. */
export function codedBy({ cell: { origin } }: Measured, { contentEncoding, askedCoding }: Seen): Hold["codedBy"] {
  if (contentEncoding === null) return null;
  const app = origin.coding === "always" || (origin.coding === "if-asked" && /gzip/.test(askedCoding ?? ""));
  return app ? "app" : "proxy";
}

/** The compressor of this coding; null: none is known, or several that may be it. */
function coderOf({ filters = [] }: Route, encoding: string | null): Hold["codedAt"] {
  const all = filters.filter(({ does }) => does === "compresses");
  const named = all.filter(({ name }) => CODINGS[name]?.includes(encoding ?? "") ?? true);
  const [filter, ...others] = named;
  if (filter === undefined || others.length > 0) return null;
  return { name: filter.name, file: filter.at.file, line: filter.at.line };
}

/** Compressors that are called by what they make; any other may make all of them. */
const CODINGS: Readonly<Record<string, readonly string[]>> = { gzip: ["gzip"], brotli: ["br"], zstd: ["zstd"] };

/** The holds that cells show: of each kind the worst. */
export function holdsOf(all: readonly Measured[], route: Route): Hold[] {
  const holds = all.flatMap((measured) =>
    measured.seen.filter(isHeld).map((seen): Hold => {
      const { origin, reader } = measured.cell;
      const { held, latencyMs, contentEncoding } = seen;
      const coder = codedBy(measured, seen);
      return {
        ...{ origin: origin.framing, reader: reader.http2 ? "HTTP/2" : "HTTP/1.1", encoding: contentEncoding },
        ...{ codedBy: coder, codedAt: coder === "proxy" ? coderOf(route, contentEncoding) : null },
        ...{ contentType: origin.contentType, eventBytes: origin.eventBytes, listen: sayListener(reader) },
        ...{ bytes: held?.bytes ?? null, toTheEnd: held?.toTheEnd ?? false },
        eachMs: held === null ? Math.round(latencyMs!) : null,
      };
    }),
  );
  const key = ({ origin, reader, encoding, codedBy, contentType, eventBytes, listen }: Hold): string =>
    JSON.stringify([origin, reader, encoding, codedBy, contentType, eventBytes, listen]);
  return [...new Map(holds.sort((a, b) => sizeOf(a) - sizeOf(b)).map((hold) => [key(hold), hold])).values()];
}

function sizeOf({ toTheEnd, bytes }: Hold): number {
  return toTheEnd ? Infinity : (bytes ?? 0);
}
