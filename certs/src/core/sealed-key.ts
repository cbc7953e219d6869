/**
 * A private key in PEM that does not show when its holder is logged, printed or turned into JSON: only `reveal` gives
 * it away, so that `grep reveal` finds every place that sees one.
 */
export class SealedKey {
  readonly #pem: string;

  constructor(pem: string) {
    this.#pem = pem;
  }

  reveal(): string {
    return this.#pem;
  }

  toString(): string {
    return "[private key]";
  }

  toJSON(): string {
    return "[private key]";
  }

  /** What `util.inspect` and with it `console.log` ask for. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "[private key]";
  }
}
