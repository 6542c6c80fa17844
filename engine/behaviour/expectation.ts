/** What a correct client does in a scenario, in a form that a program can judge. Written in scenario.yaml under `rules.expect.behaviour`. */
import type { FeedName } from './client-event.ts';

/** How often something may happen. Both ends hold; without any, at least once. `perMs`: in any such window instead of since the start. */
export interface Frequency {
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
  readonly perMs?: number | undefined;
}

/** Something that is true or not at a moment of the run. */
export type Condition =
  /** Calls of a route, answered with that status if one is given. */
  | {
      readonly kind: 'requests';
      readonly route: string;
      readonly status?: number | undefined;
      readonly count: Frequency;
    }
  /** Attempts to connect, refused ones included. */
  | { readonly kind: 'connects'; readonly feed: FeedName; readonly count: Frequency }
  /** Connections open now. */
  | { readonly kind: 'connections'; readonly feed: FeedName; readonly count: Frequency }
  /** Open connections carry, taken together, these instruments; `as-before`: all that were carried before the last connection was lost. */
  | {
      readonly kind: 'subscribed';
      readonly feed: FeedName;
      readonly instruments: readonly string[] | 'as-before';
    }
  /** The backend says of itself how it is. */
  | { readonly kind: 'backend'; readonly status: BackendStatus }
  /** The backend has heard of the underlying within that time. */
  | { readonly kind: 'ticks'; readonly underlying: string; readonly withinMs: number }
  /** At least so many percent of the underlying's legs have a price that can be one: a finite number above 0. */
  | { readonly kind: 'legs'; readonly underlying: string; readonly pricedPercent: number }
  /** A line of the backend's log contains the text, since the start. */
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'not'; readonly condition: Condition };

/** As its health tells; `refused`: it did not start. */
export type BackendStatus = 'healthy' | 'degraded' | 'unhealthy' | 'refused';

/** What the judging of an expectation waits for; the start of the run without one. */
export type Moment =
  /** IST `HH:mm:ss` on the scenario's date. */
  | { readonly kind: 'time'; readonly at: string }
  /** The first time the fault with this id struck. */
  | { readonly kind: 'fault'; readonly id: string }
  /** The first connection to the feed, or its loss. */
  | { readonly kind: 'connected' | 'disconnected'; readonly feed: FeedName };

/**
 * `always`: true whenever looked at. `never`: not once. `eventually`: true at some look before the end. `sometimes`: the same, said of
 * what a scenario must bring about rather than of what its client must do.
 */
export type Modality = 'always' | 'never' | 'eventually' | 'sometimes';

export interface Expectation {
  readonly id: string;
  readonly modality: Modality;
  readonly condition: Condition;
  readonly after?: Moment | undefined;
  /** So long after that moment the judging begins. */
  readonly plusMs: number;
  /** So long it lasts; to the end of the run without a word. */
  readonly withinMs?: number | undefined;
  /** One sentence: why a correct client does so. Shown when it did not. */
  readonly because: string;
}
