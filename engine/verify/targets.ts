/** What checks read: one interface per target, implemented by engine/adapters/probes over sockets and by fakes in memory. */
import type { UpstreamFailure } from '../errors.ts';
import type { Underlying } from '../market/instrument.ts';
import type { OptionChainSnapshot } from '../market/option-chain-snapshot.ts';
import type { Profile } from '../ports.ts';
import type { CredentialFacts } from './credential-facts.ts';
import type { Probes } from './declared/declared-check.ts';
import type { HttpAnswer } from './http-answer.ts';
import type { LegsFollowing } from './legs-following.ts';
import type { MarketMoment } from './market-moment.ts';
import type { MasterFacts } from './master-facts.ts';

/** Everything a run may look at; `checksFor` runs no check of a target that is absent. */
export interface VerifyTargets {
  readonly credentials?: CredentialTarget;
  readonly exchange?: ExchangeTarget;
  readonly backend?: BackendTarget;
  readonly log?: LogTarget;
  /** What the checks that a suite declares read through. */
  readonly probes?: Probes;
}

/** The market as it stands at the target's own time, never at ours (design decision 15). */
export type MarketNow = (exchange: 'NSE' | 'BSE') => Promise<MarketMoment>;

/** The credentials of this run. */
export interface CredentialTarget {
  readonly facts: () => Promise<CredentialFacts>;
  readonly market: MarketNow;
}

/** What the exchange answered: a value, or a no with its kind. A target that did not answer at all is ProbeUnreachable. */
export type ExchangeAnswer<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  | {
      readonly kind: 'refused';
      readonly failure: UpstreamFailure;
      /** `HTTP 401 DH-901: Client ID or user generated access token is invalid or expired.` */
      readonly reason: string;
    };

/** That the exchange answers, and what its clock says; times in epoch ms. */
export interface ExchangeReach {
  readonly status: number;
  /** The answer's HTTP Date; undefined without one. */
  readonly dateMs: number | undefined;
  /** Our clock when the answer arrived. */
  readonly localMs: number;
}

/** The chain of an underlying's nearest listed expiry. */
export interface NearestChain {
  readonly expiry: string;
  readonly chain: OptionChainSnapshot;
}

/** Each method asks once per run and keeps the answer, because the option chain allows one call per 3 s. */
export interface ExchangeTarget {
  readonly restUrl: string;
  readonly feedUrl: string;
  readonly masterUrl: string;
  readonly underlyings: readonly Underlying[];
  readonly market: MarketNow;
  readonly reach: () => Promise<ExchangeReach>;
  readonly profile: () => Promise<ExchangeAnswer<Profile>>;
  readonly expiries: (underlying: Underlying) => Promise<ExchangeAnswer<readonly string[]>>;
  readonly nearestChain: (underlying: Underlying) => Promise<ExchangeAnswer<NearestChain>>;
  /** The detailed scrip master, which needs no login. */
  readonly master: () => Promise<MasterFacts>;
  readonly connectFeed: () => Promise<ExchangeAnswer<'connected'>>;
  /** Waits until every subscribed underlying has ticked, the feed ended, or the deadline passed. */
  readonly firstTicks: () => Promise<FirstTicks>;
  /** Waits until every subscribed underlying has changed its price, the feed ended, or the deadline passed. */
  readonly feedMovement: () => Promise<FeedMovement>;
}

/** Who ticked after the subscription, how soon, and who did not; times in ms, prices in rupees. */
export interface FirstTicks {
  readonly deadlineMs: number;
  readonly seen: readonly { readonly symbol: string; readonly afterMs: number; readonly ltp: number }[];
  readonly silent: readonly string[];
  /** Why the feed ended while we listened: `code 807 (access token expired)`; undefined while it stands. */
  readonly ended: string | undefined;
  /** What could not be decoded, first findings only. */
  readonly findings: readonly string[];
}

/** Whose price changed on the feed while it was watched. */
export interface FeedMovement {
  readonly watchedMs: number;
  readonly moved: readonly string[];
  /** Symbol and the price it stayed at: `NIFTY at 23150.5 (12 ticks)`. */
  readonly still: readonly string[];
  readonly ended: string | undefined;
}

/** Each method asks once per run and keeps the answer, except the prices, and the movement, which watches. */
export interface BackendTarget {
  readonly url: string;
  /** The page whose calls must be allowed. */
  readonly origin: string;
  readonly market: MarketNow;
  readonly health: () => Promise<HttpAnswer>;
  readonly cacheStatistics: () => Promise<HttpAnswer>;
  /** Upper case, as the backend offers them; those asked for, where it offers none. */
  readonly underlyings: () => Promise<readonly string[]>;
  /** The answer of available/expiries. */
  readonly expiries: (underlying: string) => Promise<HttpAnswer>;
  readonly liveChain: (underlying: string) => Promise<LiveAnswer>;
  /** The answer of /prices, asked anew each time. */
  readonly prices: () => Promise<HttpAnswer>;
  readonly preflight: () => Promise<Preflight>;
  /** Watches prices and chains until everything has moved or the deadline passed. */
  readonly movement: () => Promise<readonly BackendMovement[]>;
}

/** What `options/live` answered for the nearest expiry that the backend lists and that is not past. */
export interface LiveAnswer {
  /** Undefined when it lists none; `answer` is then the one of available/expiries. */
  readonly expiry: string | undefined;
  readonly answer: HttpAnswer;
}

/** How a backend answered the question whether a page may call it. */
export interface Preflight {
  readonly status: number;
  /** `access-control-allow-origin`; empty without one. */
  readonly allowOrigin: string;
}

/** What one underlying and the legs near its money did while they were watched. */
export interface BackendMovement {
  readonly underlying: string;
  /** Undefined when the backend offers no expiry, so that there is no leg to watch. */
  readonly expiry: string | undefined;
  /** Rupees; undefined when the backend never said a price. */
  readonly priceFrom: number | undefined;
  readonly priceTo: number | undefined;
  /** True once the price differed from the first one, even if it came back. */
  readonly hasMoved: boolean;
  readonly watchedMs: number;
  readonly calls: LegsFollowing;
  readonly puts: LegsFollowing;
}

/** A backend's log. */
export interface LogTarget {
  /** `backend.log`, or the command that printed it. */
  readonly source: string;
  readonly market: MarketNow;
  /** Lines without their ends; only the last part of a log that is too long. */
  readonly lines: () => Promise<readonly string[]>;
}
