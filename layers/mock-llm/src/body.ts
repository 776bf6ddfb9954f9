import type { IncomingMessage } from "node:http";
import { RequestError } from "./errors.ts";

const LIMIT_BYTES = 4 * 1024 * 1024;

/**
 * The whole request body as text.
 * @throws RequestError 413 above 4 MiB
 */
export async function readBody(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > LIMIT_BYTES) throw new RequestError(413, `The body is larger than ${LIMIT_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
