/** What checks read: one interface per target, implemented by engine/adapters/probes over sockets and by fakes in memory. */
import type { UpstreamFailure } from '../errors.ts';
import type { ExchangeSegment, Underlying } from '../market/instrument.ts';
import type { OptionChainSnapshot } from '../market/option-chain-snapshot.ts';
import type { Profile } from '../ports.ts';
import type { CredentialFacts } from './credential-facts.ts';
import type { Probes } from './declared/declared-check.ts';
import type { UsageHistory } from './declared/usage.ts';
import type { HttpAnswer } from './http-answer.ts';
import type { LegsFollowing } from './legs-following.ts';
import type { MarketMoment } from './market-moment.ts';
import type { MasterFacts } from './master-facts.ts';
import type { PlatformTarget } from './stocksblitz/platform-target.ts';

/** Everything a run may look at; `checksFor` runs no check of a target that is absent. */
export interface VerifyTargets {
  readonly credentials?: CredentialTarget;
  readonly exchange?: ExchangeTarget;
  readonly backend?: BackendTarget;
  readonly log?: LogTarget;
  readonly platform?: PlatformTarget;
  /** What the checks that a suite declares read through. */
  readonly probes?: Probes;
  /** What earlier looks of the same run found of memory and processors; a look by itself has none. */
  readonly usage?: UsageHistory;
}

/** The market as it stands at the target's own time, never at ours (design decision 15). */
export type MarketNow = (exchange: 'NSE' | 'BSE') => Promise<MarketMoment>;

/** The credentials of this run. */
export interface CredentialTarget {
  readonly facts: () => Promise<CredentialFacts>;
  readonly market: MarketNow;
  /** The end of the token as `GET /profile` tells it, to the minute, epoch ms; undefined where it tells none. */
  readonly validUntilMs: () => Promise<number | undefined>;
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

/** What `GET /ip/getIP` tells of the addresses that may place orders. Source: dhan-v2-wire 1.6. */
export interface StaticIpFacts {
  /** False where none is registered. */
  readonly isRegistered: boolean;
  /** Whether this call came from a registered one; undefined where the exchange does not say. */
  readonly isMatch: boolean | undefined;
  /** Where this call came from; undefined where the exchange does not say. */
  readonly detected: string | undefined;
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
  readonly staticIp: () => Promise<ExchangeAnswer<StaticIpFacts>>;
  readonly expiries: (underlying: Underlying) => Promise<ExchangeAnswer<readonly string[]>>;
  readonly nearestChain: (underlying: Underlying) => Promise<ExchangeAnswer<NearestChain>>;
  /** The detailed scrip master, which needs no login. */
  readonly master: () => Promise<MasterFacts>;
  readonly connectFeed: () => Promise<ExchangeAnswer<'connected'>>;
  /** Waits until every subscribed underlying has ticked, the feed ended, or the deadline passed. */
  readonly firstTicks: () => Promise<FirstTicks>;
  /** Waits until every subscribed underlying has changed its price, the feed ended, or the deadline passed. */
  readonly feedMovement: () => Promise<FeedMovement>;
  /** Subscribes the legs near the money as well and watches: at least 5 s in an open market, longer until every underlying is fresh. */
  readonly watchFeed: () => Promise<FeedWatch>;
  /** The last price of each underlying on the feed; empty where no feed was connected. Rupees by symbol, at this moment. */
  readonly feedPricesNow: () => ReadonlyMap<string, number>;
  /** Opens a socket of its own beside the live feed, waits for its first packet and closes it. */
  readonly openSocket: (socket: ExtraSocket) => Promise<SocketFacts>;
}

/** Who ticked after the subscription, how soon, and who did not; times in ms, prices in rupees. */
export interface FirstTicks {
  readonly deadlineMs: number;
  readonly seen: readonly { readonly symbol: string; readonly afterMs: number; readonly ltp: number }[];
  readonly silent: readonly string[];
  /** Why the feed ended while we listened: `code 807 (access token expired)`; undefined while it stands. */
  readonly ended: string | undefined;
}

/** The feed over a few seconds, options near the money included. */
export interface FeedWatch {
  readonly watchedMs: number;
  readonly ended: string | undefined;
  /** Frames of which something could not be decoded. */
  readonly undecodable: number;
  /** What that was, first findings only. */
  readonly findings: readonly string[];
  /** Packets of instruments that nobody subscribed. */
  readonly strayPackets: number;
  /** Which those were, the first few: `NSE_EQ 35084`. */
  readonly strays: readonly string[];
  readonly instruments: readonly WatchedInstrument[];
}

/** What came of one instrument. Ages are at the end of the watch, in ms. */
export interface WatchedInstrument {
  /** `NIFTY`, `NIFTY 2026-02-10 23000 CE`. */
  readonly name: string;
  readonly underlying: string;
  readonly exchange: 'NSE' | 'BSE';
  readonly exchangeSegment: ExchangeSegment;
  readonly kind: 'index' | 'leg';
  readonly packets: number;
  /** After the subscription; undefined where nothing came, as in the ages. */
  readonly firstAfterMs: number | undefined;
  /** From the first packet to the end of the watch. */
  readonly spanMs: number;
  /** Since the last packet arrived here: freshness. */
  readonly arrivalAgeMs: number | undefined;
  /** Since the last trade by the exchange's clock and its own trade time, which has whole seconds. */
  readonly exchangeAgeMs: number | undefined;
  /** Arrival by the exchange's clock minus the trade time, at the latest trade; undefined until a trade came after the first packet. */
  readonly skewMs: number | undefined;
  /** Packets that say 0 of an index, or of a leg that had a price before. */
  readonly zeroPrices: number;
  /** Packets whose trade time is before that of the one before. */
  readonly backwardTimes: number;
}

/** A socket beside the live feed: full depth of one option, or the account's order updates. */
export type ExtraSocket = 'depth-20' | 'depth-200' | 'order-updates';

/** What came of opening one. */
export interface SocketFacts {
  readonly url: string;
  /** Why it was refused or ended; undefined while it stands. */
  readonly ended: string | undefined;
  /** The instrument whose depth was asked for; undefined for order updates, and where no chain names one. */
  readonly instrument: string | undefined;
  /** Undefined when nothing came while it was watched. */
  readonly firstPacketAfterMs: number | undefined;
  readonly watchedMs: number;
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
  /** `/health` as it was at first and after the movement, and how long apart. */
  readonly healthTwice: () => Promise<{
    readonly before: HttpAnswer;
    readonly after: HttpAnswer;
    readonly apartMs: number;
  }>;
  /** Rupees by symbol, as `/prices` says at this moment. */
  readonly pricesNow: () => Promise<ReadonlyMap<string, number>>;
  readonly cacheStatistics: () => Promise<HttpAnswer>;
  /** Upper case, as the backend offers them; those asked for, where it offers none. */
  readonly underlyings: () => Promise<readonly string[]>;
  /** The answer of available/expiries. */
  readonly expiries: (underlying: string) => Promise<HttpAnswer>;
  readonly liveChain: (underlying: string) => Promise<LiveAnswer>;
  /** The chain, what is worked out of it, and the chain again, one after another. */
  readonly analysed: (underlying: string) => Promise<AnalysedAnswers>;
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

/** What `options/analytics` and `options/surface` answered, between two looks at the nearest chain. */
export interface AnalysedAnswers {
  readonly before: LiveAnswer;
  readonly analytics: HttpAnswer;
  readonly surface: HttpAnswer;
  readonly after: LiveAnswer;
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
  /** How long after the watch began; undefined while it has not moved. */
  readonly movedAfterMs?: number | undefined;
  readonly watchedMs: number;
  readonly calls: LegsFollowing;
  readonly puts: LegsFollowing;
  /** Freshness here: since the price, and since any leg near the money, was last seen to change. At least so long where it never was. */
  readonly priceAgeMs: number | undefined;
  readonly legsAgeMs: number | undefined;
  /** The same in the backend's words: its `timestamp` minus `received_at` and `last_updated`; undefined where it does not tell. */
  readonly statedPriceAgeMs: number | undefined;
  readonly statedLegsAgeMs: number | undefined;
}

/** A backend's log. */
export interface LogTarget {
  /** `backend.log`, or the command that printed it. */
  readonly source: string;
  readonly market: MarketNow;
  /** Lines without their ends; only the last part of a log that is too long. */
  readonly lines: () => Promise<readonly string[]>;
}
