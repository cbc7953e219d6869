/** Something that reads what others wrote, and what must hold whatever they wrote. */
export interface Target {
  /** Also the name of its folder in `corpus`. */
  readonly name: string;
  /** Ends the sentence: whatever the input, … */
  readonly holds: string;
  /** Sources whose parsers it calls; the replay sees to it that the corpus really gets there. */
  readonly covers: readonly string[];
  /** Words that get an input further, beside those that stand in the sources. */
  readonly words?: readonly string[];
  /** Throws where something does not hold. The text is that of the bytes, damaged characters replaced. */
  readonly run: (text: string, bytes: Buffer) => void | Promise<void>;
}
