import type { CacheRules } from './cache/populate.ts';
import type { Variables } from './cache/credentials.ts';
import type { Underlying } from './market/instrument.ts';
import type {
  Clock,
  ClosingPriceStore,
  CredentialStore,
  ExchangeFeed,
  ExchangeRest,
  Journal,
  LogSink,
  Timers,
} from './ports.ts';
import type { PriceModel } from './pricing/price-model.ts';

/** Everything an engine is made of; the caller owns what is passed in and closes it after `stop`. */
export interface EngineOptions {
  readonly underlyings: readonly Underlying[];
  readonly cacheRules: CacheRules;
  readonly priceModel: PriceModel;
  /** Permits a start without credentials, on saved closing prices; /health says so. */
  readonly allowClosingPrices: boolean;
  /** Puts the two original faults back: population errors swallowed, ticks move only the underlying. */
  readonly withOriginalFaults: boolean;
  readonly clock: Clock & Timers;
  readonly credentialSources: {
    readonly environment: Variables;
    readonly dotenv: Variables;
    readonly store: CredentialStore;
  };
  readonly rest: ExchangeRest;
  readonly feed: ExchangeFeed;
  readonly closingPrices: ClosingPriceStore;
  readonly log: LogSink;
  readonly journal?: Journal;
  /** A feed that is silent for longer while the market is open is connected anew; never unless given, for recordings and scripts have gaps. */
  readonly feedSilenceMsMax?: number | undefined;
  /** Subscribes to the futures of the underlyings too and journals their ticks; left out unless asked for. */
  readonly followsFutures?: boolean;
  /** Default true; the bench turns it off to time the tick path alone. */
  readonly repriceOnTicks?: boolean;
}
