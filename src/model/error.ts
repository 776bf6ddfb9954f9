/**
 * The closed list of what can go wrong with the lab itself. Findings about a layer are values (see result.ts), never errors.
 * `usage` and `content` are the caller's to mend; the others are the machine's or the rig's.
 */
export type LabErrorCode =
  | "usage" // a flag, a name or a value that the CLI does not take
  | "content" // an experiment, variant, layer or claim file that does not fit the rules
  | "engine_unreachable" // Docker does not answer
  | "image_missing" // a layer's image is not on this machine
  | "port_taken" // a port that was asked for belongs to somebody else
  | "layer_failed" // a container of the path did not start, or died on its own
  | "not_ready" // the path stands, but no request gets through it
  | "rig_failed" // mock or reader broke their own contract
  | "capture_unreadable" // a packet capture that cannot be read, or that nothing can be told from
  | "results_unwritable" // results/ cannot be written
  | "result_unreadable"; // a stored result of another schema, or damaged

/** What an error can say beside its message: the observed value, the limit it broke, and the next command to type. */
export interface LabErrorDetail {
  readonly observed?: string;
  readonly limit?: string;
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * An error of the rig or of its use. The message says what and where; `observed`, `limit` and `hint` are printed below it.
 * A LabError in the middle of an experiment makes its verdict `inconclusive`; before that it ends the command with code 2.
 */
export class LabError extends Error {
  readonly code: LabErrorCode;
  readonly observed: string | undefined;
  readonly limit: string | undefined;
  readonly hint: string | undefined;

  constructor(code: LabErrorCode, message: string, detail: LabErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = "LabError";
    this.code = code;
    this.observed = detail.observed;
    this.limit = detail.limit;
    this.hint = detail.hint;
  }
}
