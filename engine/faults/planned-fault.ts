/** What goes wrong on a scenario's day, in a form that the exchange acts out. Written in scenario.yaml under `faults`. */
import type { FeedName } from '../behaviour/client-event.ts';
import type { DisconnectReason } from '../wire/feed-codes.ts';

/** What every fault has. */
interface Fault {
  /** Names it in the report, the journal and expectations. */
  readonly id: string;
  /** IST `HH:mm:ss`; from the first moment unless given. */
  readonly from?: string | undefined;
  /** IST `HH:mm:ss`, itself no longer part; to the last moment unless given. */
  readonly until?: string | undefined;
}

/** Which calls or clients a fault strikes. */
interface Aim {
  /** Every client unless given. */
  readonly clientId?: string | undefined;
  /** How likely each occasion is struck, from the seed; 1 unless given. */
  readonly probability: number;
  /** Strikes at most so often. */
  readonly times?: number | undefined;
}

/** A REST call is answered otherwise. Routes as in `POST /v2/optionchain`, `*` is every one. */
export interface AnswerFault extends Fault, Aim {
  readonly kind: 'answer';
  readonly routes: readonly string[];
  /** That of the true answer unless given. */
  readonly status?: number | undefined;
  /** `as-is`: the true body under another status; `truncated`: its first half; `html`: the page of a gateway; `empty`: nothing. */
  readonly body: 'as-is' | 'truncated' | 'html' | 'empty';
}

/** A socket upgrade is answered with an HTTP status instead of 101. Every feed unless one is named. */
export interface RefuseUpgradeFault extends Fault, Aim {
  readonly kind: 'refuse-upgrade';
  readonly feed?: FeedName | undefined;
  readonly status: number;
}

/** Market feeds stay connected and say nothing. Every one of them unless one is named. */
export interface MuteFault extends Fault {
  readonly kind: 'mute';
  readonly feed?: Exclude<FeedName, 'order-update'> | undefined;
}

/** At `from` the feed's sessions are ended with a documented reason. */
export interface DisconnectFault extends Fault {
  readonly kind: 'disconnect';
  readonly from: string;
  readonly until?: undefined;
  readonly feed: FeedName;
  readonly reason: DisconnectReason;
  readonly clientId?: string | undefined;
}

/** Expiry lists of these underlyings are answered 200 with nothing in them; `*` is all of them. */
export interface EmptyExpiryListFault extends Fault, Aim {
  readonly kind: 'empty-expiry-list';
  readonly underlyings: readonly string[];
}

export type PlannedFault =
  | AnswerFault
  | RefuseUpgradeFault
  | MuteFault
  | DisconnectFault
  | EmptyExpiryListFault;
