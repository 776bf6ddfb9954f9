import { LabError } from "../model/error.ts";
import { renderThrough, renderThroughJson, renderUrl, renderUrlJson } from "../report/verify/index.ts";
import { verifyThrough } from "../verify/through/index.ts";
import type { UntilPointed } from "../verify/through/index.ts";
import { HAS_ASKED, untilPointed, WAITS } from "../verify/through/pointed.ts";
import { verifyUrl } from "../verify/url/index.ts";
import { bodyOf, readGiven } from "./given.ts";
import { terminal } from "./terminal.ts";

/** Flags of `./lab verify --url`, as they are typed. */
export interface VerifyUrlFlags {
  readonly url: string;
  readonly direct?: string;
  readonly header?: readonly string[];
  /** A text; `@file`, and `@-` for stdin. */
  readonly body?: string;
  readonly method?: string;
  /** File with the certificates of an authority of one's own. */
  readonly ca?: string;
  readonly requests?: number;
  readonly seconds?: number;
  /** `ADDRESS:PORT`: the lab's model listens there, and stands behind the URL. */
  readonly model?: string;
  readonly modelToken?: string;
  readonly json?: boolean;
}

/**
 * Looks at a URL, prints what it looks like, and sets the exit code: 0 in pace, 1 looks held, 2 cannot be known. With the lab's model behind
 * it, what is proved: 0 streams, 1 holds or loses, 2 cannot be known.
 * @throws LabError usage
 */
export async function verifyUrlCommand(flags: VerifyUrlFlags, signal: AbortSignal): Promise<void> {
  const { header, body, json, ca, model, modelToken, ...others } = flags;
  const given = {
    ...(header && { headers: header }),
    ...(body !== undefined && { body: bodyOf(body) }),
    ...(ca !== undefined && { ca: readGiven(ca, "--ca ca.pem").toString() }),
  };
  if (model === undefined) {
    if (modelToken !== undefined)
      throw new LabError("usage", "--model-token belongs to --model", { hint: "--model 127.0.0.1:9000" });
    const document = await verifyUrl({ ...others, ...given }, signal);
    process.stdout.write(`${json ? renderUrlJson(document) : renderUrl(document, terminal(process.stdout))}\n`);
    process.exitCode = document.exit;
    return;
  }
  const behind = { ...others, ...given, model, ...(modelToken !== undefined && { modelToken }) };
  const document = await verifyThrough(behind, signal, tell, personAt(process.stdin, signal));
  process.stdout.write(`${json ? renderThroughJson(document) : renderThrough(document, terminal(process.stdout))}\n`);
  process.exitCode = document.exit;
}

function tell(lines: readonly string[]): void {
  process.stderr.write(`${lines.join("\n")}\n`);
}

/** At a terminal there is somebody who points the stack at the model first; null: there is none, and it is asked at once. */
function personAt(stdin: NodeJS.ReadStream, signal: AbortSignal): UntilPointed | null {
  if (!stdin.isTTY || !process.stderr.isTTY) return null;
  return async (asked) => {
    tell(WAITS);
    if ((await untilPointed(stdin, asked, signal)) === "asked") tell(HAS_ASKED);
  };
}
