/** Where each token ends in the answer's text, in UTF-8 bytes. It grows as it is asked. */
export class TextPlaces {
  readonly #tokenText: (seq: number) => string;
  /** Index k: bytes of the first k tokens. */
  readonly #ends = [0];

  constructor(tokenText: (seq: number) => string) {
    this.#tokenText = tokenText;
  }

  /**
   * The last of `sent` tokens whose text ends within the first `bytes`.
   * @returns 0: not even the first does; null: so many tokens have less text than that
   */
  lastTokenBy(bytes: number, sent: number): number | null {
    for (let seq = this.#ends.length; seq <= sent; seq++)
      this.#ends.push(this.#ends[seq - 1]! + Buffer.byteLength(this.#tokenText(seq)));
    if (bytes > this.#ends[sent]!) return null;
    let seq = sent;
    while (this.#ends[seq]! > bytes) seq--;
    return seq;
  }
}
