/** Faults of REST answers that look right: status and shape are, what they say is not, or comes late. */
import type { Aim, Fault, Odds } from './fault.ts';

/** Both scrip masters and the segment lists are their header and the first rows, as on a holiday. */
export interface StubMasterFault extends Fault, Odds {
  readonly kind: 'stub-master';
  readonly rows: number;
}

/** These columns of the scrip masters are empty in every row. */
export interface BlankMasterFault extends Fault, Odds {
  readonly kind: 'blank-master';
  readonly columns: readonly string[];
}

/** Of whose chains or expiry lists; `*` is every underlying. */
interface UnderlyingAim extends Fault, Aim {
  readonly underlyings: readonly string[];
}

/** Every last price of an option chain is 0. */
export interface ZeroChainFault extends UnderlyingAim {
  readonly kind: 'zero-chain';
}

/** Legs of an option chain are null. */
export interface NullLegsFault extends UnderlyingAim {
  readonly kind: 'null-legs';
  readonly legs: 'ce' | 'pe' | 'both';
}

/** Expiry lists are answered 200 with nothing in them. */
export interface EmptyExpiryListFault extends UnderlyingAim {
  readonly kind: 'empty-expiry-list';
}

/** Every date of an expiry list is so many days off. */
export interface WrongExpiryListFault extends UnderlyingAim {
  readonly kind: 'wrong-expiry-list';
  readonly shiftDays: number;
}

/** The exchange's clock is wrong by so much, in the `Date` of answers and in the trade times of the live feed and of REST quotes. */
export interface ClockSkewFault extends Fault, Aim {
  readonly kind: 'clock-skew';
  readonly skewMs: number;
}

/** Answers arrive after `latencyMs` of scenario time, and up to `jitterMs` more. Routes as in `POST /v2/optionchain`, `*` is every one. */
export interface SlowAnswerFault extends Fault, Aim {
  readonly kind: 'slow-answer';
  readonly routes: readonly string[];
  readonly latencyMs: number;
  readonly jitterMs: number;
}

/** Any of them. */
export type RestFault =
  | StubMasterFault
  | BlankMasterFault
  | ZeroChainFault
  | NullLegsFault
  | EmptyExpiryListFault
  | WrongExpiryListFault
  | ClockSkewFault
  | SlowAnswerFault;
