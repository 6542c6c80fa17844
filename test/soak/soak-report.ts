/** What a long-running proof found. */
export interface SoakReport {
  /** What was measured, for people. */
  readonly lines: readonly string[];
  /** What was not as it must be, each as what, expected and seen; none when the proof holds. */
  readonly failures: readonly string[];
}

/** A proof that something holds for as long as a trading backend runs. */
export interface Proof {
  readonly what: string;
  /** Runs for `share` (more than 0, at most 1) of its full length. Errors: Error when a program of it ends early. */
  readonly prove: (share: number) => Promise<SoakReport>;
}
