/** The reader itself failed, so there is no record: nothing that the path did can be told from it. */
export class ReaderFailure extends Error {
  /**
   * `ack_failed`: an acknowledgement did not reach the mock. `bad_request`: the plan asks for what HTTP or this client does not allow.
   * `client_failed`: the client ended in a way that stands in no table of ends, or its variant failed by itself.
   */
  readonly code: "ack_failed" | "bad_request" | "client_failed";

  constructor(code: ReaderFailure["code"], message: string) {
    super(message);
    this.code = code;
  }
}
