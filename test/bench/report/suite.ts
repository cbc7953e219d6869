import type { Figure } from "./figure.ts";

/** What belongs together, and is measured in one go: `make bench-NAME`. */
export interface Suite {
  readonly name: string;
  /** One line for the list of suites. */
  readonly about: string;
  /** Why it cannot run here, as one sentence with what to do; nothing where it can. */
  missing(): string | undefined;
  /** Tells each figure as soon as it is known; what is done meanwhile goes to `progress`. */
  run(options: SuiteOptions): Promise<void>;
}

export interface SuiteOptions {
  tell(figure: Figure): void;
  progress(line: string): void;
  /** A shorter run with fewer rounds, that shows that everything works rather than a figure to quote. */
  readonly quick: boolean;
  /** Commands that start other injectors, to be measured in the same run. */
  readonly peers: readonly string[];
}
