/** Token counts of an answer. */
export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** The request asks for them (OpenAI's `stream_options.include_usage`). Anthropic's answers state them anyway. */
  readonly wanted: boolean;
}

/** How one dialect writes an answer: each event as a string, blank line included, and before anything of it is sent. */
export interface Events {
  /** Control events before the first token. */
  head(usage: Usage): string;
  /** Control events that stand before token `seq`, after the token before it. */
  before(seq: number): string;
  /** The event of a token. `padBytes`: so many bytes of padding, 0 with all that surrounds padding; null: nothing of it. */
  token(seq: number, text: string, padBytes: number | null): string;
  /** What follows the last token. */
  tail(usage: Usage): string;
}
