/** The market at one moment, as far as a verdict depends on it. */
export interface MarketMoment {
  readonly exchange: 'NSE' | 'BSE';
  /** The target's time, epoch ms. */
  readonly nowMs: number;
  readonly isOpen: boolean;
  /** Since when continuous trading runs, in ms; 0 while it does not. */
  readonly openForMs: number;
  /** When today's session ends, epoch ms; undefined on a day without one. */
  readonly closesAtMs: number | undefined;
  /** `NSE is open`, `NSE is closed (holiday: Republic Day)`. */
  readonly description: string;
}
