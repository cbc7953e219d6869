/** A figure that a change is held to. */
export interface Cost {
  readonly suite: string;
  readonly figure: string;
  /** How many times what it was before it may be: room for what two runs of one program differ by. */
  readonly atMost: number;
}

/** Counts and memory alone: times differ by more between two runs here than a careless change makes. */
export const COSTS: readonly Cost[] = [
  { suite: "images", figure: "bundle of the sidecar", atMost: 1.1 },
  { suite: "images", figure: "bundle of the webhook", atMost: 1.1 },
  { suite: "decide", figure: "allocated for a decision", atMost: 1.1 },
  { suite: "decide", figure: "instructions of a decision, without optimising compilers", atMost: 1.15 },
  { suite: "served", figure: "system calls of a review", atMost: 1.15 },
  { suite: "served", figure: "webhook resident after 5000 reviews", atMost: 1.08 },
  { suite: "monitor", figure: "resident memory, 1 instance", atMost: 1.05 },
  { suite: "monitor", figure: "proportional memory of each, 20 instances", atMost: 1.08 },
  { suite: "monitor", figure: "system calls of a check", atMost: 1.15 },
];

export const SUITES: readonly string[] = [...new Set(COSTS.map(({ suite }) => suite))];
