/** What an exchange's wire looked like, by shapes alone: no value of an answer, no token and no client id is in it. */

/** One call and the shape of its answer. */
export interface ObservedCall {
  /** Stable, such as `optionchain`. */
  readonly id: string;
  readonly method: 'GET' | 'POST';
  /** `/v2/optionchain` */
  readonly path: string;
  /** The answer depends on what the account holds or has set: another status is no drift. */
  readonly isOfAccount: boolean;
  readonly status: number;
  /** The exchange's own code of a refusal: `DH-901`, `810`; undefined without one. */
  readonly code: string | undefined;
  /** Lines of jsonShape, sorted; undefined for a body that is no JSON. */
  readonly shape: readonly string[] | undefined;
}

/** What a feed connection brought while it was listened to. */
export interface ObservedFeed {
  readonly listenedMs: number;
  /** `index 4/50`: who, response code and packet length; sorted. */
  readonly packets: readonly string[];
  /** Middle time between the flushes that brought an index, ms; undefined with fewer than two gaps. */
  readonly gapMs: number | undefined;
  /** Newest last trade time of an index, counted as true UTC, less the exchange's clock, ms; undefined without a tick. */
  readonly lttAheadMs: number | undefined;
}

/** A few calls, and the feed where one was opened. */
export interface WireObservation {
  readonly calls: readonly ObservedCall[];
  readonly feed: ObservedFeed | undefined;
}
