/** The reader itself failed, so there is no record: nothing that the path did can be told from it. */
export class ReaderFailure extends Error {
  /** `ack_failed`: an acknowledgement did not reach the mock. `bad_request`: the plan holds a header or path that HTTP does not allow. */
  readonly code: "ack_failed" | "bad_request";

  constructor(code: ReaderFailure["code"], message: string) {
    super(message);
    this.code = code;
  }
}
