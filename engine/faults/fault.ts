/** What planned faults have in common. */

/** What every fault has. */
export interface Fault {
  /** Names it in the report, the journal and expectations. */
  readonly id: string;
  /** IST `HH:mm:ss`; from the first moment unless given. */
  readonly from?: string | undefined;
  /** IST `HH:mm:ss`, itself no longer part; to the last moment unless given. */
  readonly until?: string | undefined;
}

/** How often a fault strikes what it could. */
export interface Odds {
  /** How likely each occasion is struck, from the seed; 1 unless given. */
  readonly probability: number;
  /** Strikes at most so often. */
  readonly times?: number | undefined;
}

/** Which calls, packets or clients a fault strikes. */
export interface Aim extends Odds {
  /** Every client unless given. */
  readonly clientId?: string | undefined;
}
