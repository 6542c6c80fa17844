/** What goes wrong on a scenario's day, in a form that the exchange acts out. Written in scenario.yaml under `faults`. */
import type { FeedName } from '../behaviour/client-event.ts';
import type { Aim, Fault } from './fault.ts';
import type { LineFault } from './line-fault.ts';
import type { MomentFault } from './moment-fault.ts';
import type { OrderFault } from './order-fault.ts';
import type { PacketFault } from './packet-fault.ts';
import type { RestFault } from './rest-fault.ts';

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

export type PlannedFault =
  | AnswerFault
  | RefuseUpgradeFault
  | MuteFault
  | LineFault
  | MomentFault
  | RestFault
  | PacketFault
  | OrderFault;

/** The faults of one kind. */
export type FaultOf<Kind extends PlannedFault['kind']> = KindOf<PlannedFault, Kind>;

type KindOf<Planned extends PlannedFault, Kind> = Planned extends PlannedFault
  ? Kind extends Planned['kind']
    ? Planned
    : never
  : never;
