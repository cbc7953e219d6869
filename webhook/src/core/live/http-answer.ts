/** What a server answered, of whatever status. */
export interface HttpAnswer {
  readonly status: number;
  /** The JSON that came, or undefined where it was none. */
  readonly document: unknown;
}
