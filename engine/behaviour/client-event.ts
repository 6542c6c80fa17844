/** What clients did and what became of it, as the exchange saw it. Its journal keeps these; expectations are judged by them. */

/** Every socket of the exchange. */
export const FEED_NAMES = ['live', 'depth-20', 'depth-200', 'order-update'] as const;

export type FeedName = (typeof FEED_NAMES)[number];

/** A REST call and the status it was answered with. `clientId` is empty where nobody said who calls. */
export interface RequestEvent {
  readonly kind: 'request';
  readonly atMs: number;
  readonly clientId: string;
  /** `POST /v2/optionchain`; `other` for a path that nobody knows. */
  readonly route: string;
  readonly status: number;
}

/** A connect that was answered with an HTTP status instead of 101. */
export interface RefusedEvent {
  readonly kind: 'refused';
  readonly atMs: number;
  readonly clientId: string;
  readonly feed: FeedName;
  readonly status: number;
}

export interface ConnectedEvent {
  readonly kind: 'connected';
  readonly atMs: number;
  readonly clientId: string;
  readonly feed: FeedName;
  /** Number of the session, the same in all its events. */
  readonly session: number;
}

export interface DisconnectedEvent {
  readonly kind: 'disconnected';
  readonly atMs: number;
  readonly clientId: string;
  readonly feed: FeedName;
  readonly session: number;
  readonly by: 'client' | 'exchange';
  /** Why the exchange ended it: `807 access token expired`; empty when the client went. */
  readonly reason: string;
}

export interface SubscriptionEvent {
  readonly kind: 'subscribed' | 'unsubscribed';
  readonly atMs: number;
  readonly clientId: string;
  readonly feed: FeedName;
  readonly session: number;
  /** `NSE_FNO:49081`; those that the exchange lists. */
  readonly instruments: readonly string[];
}

/** A planned fault struck. */
export interface FaultEvent {
  readonly kind: 'fault';
  readonly atMs: number;
  readonly id: string;
}

/** A change of an order, or of an alert under the name of one, was posted to its webhook, or was to be. */
export interface PostbackEvent {
  readonly kind: 'postback';
  readonly atMs: number;
  readonly clientId: string;
  readonly orderId: string;
  readonly orderStatus: string;
  /** `dropped`: too many waited. */
  readonly outcome: 'answered' | 'no-answer' | 'dropped';
  /** Of the answer; null without one. */
  readonly status: number | null;
}

export type ClientEvent =
  | RequestEvent
  | RefusedEvent
  | ConnectedEvent
  | DisconnectedEvent
  | SubscriptionEvent
  | PostbackEvent
  | FaultEvent;
