/**
 * A scenario: the world the mock exchange plays, the clock it plays on, who may log in, and what is expected of a backend.
 * Shape of scenario.yaml v1; scenarios/schema.ts checks files against it. Later versions extend it, never fork it.
 */

import type { Expectation } from './behaviour/expectation.ts';
import type { PlannedFault } from './faults/planned-fault.ts';
import type { PriceModelName } from './pricing/price-model.ts';
import type { PlatformFault } from './faults/platform-fault.ts';

/** One day to rehearse: its market, its accounts, the backend that meets it, and what is expected. */
export interface Scenario {
  readonly schemaVersion: 1;
  readonly name: string;
  /** One line: what this day is. */
  readonly title: string;
  readonly description: string;
  readonly seed: number;
  readonly world: ScenarioWorld;
  readonly clock: ScenarioClock;
  readonly accounts: readonly ScenarioAccount[];
  readonly backend: ScenarioBackend;
  /** What goes wrong; a fault that never strikes fails a replay. */
  readonly faults: readonly PlannedFault[];
  readonly platform: ScenarioPlatform;
  readonly rules: ScenarioRules;
}

/** What is listed and where its prices come from. */
export interface ScenarioWorld {
  readonly prices: PriceSource;
  readonly underlyings: readonly ScenarioUnderlying[];
}

/**
 * Where prices come from. `recording` names the MCAP file beside scenario.yaml. Units: `annualVolatility` and `driftPerDay` in
 * percent of the spot.
 */
export type PriceSource =
  | { readonly kind: 'recording'; readonly file: string }
  | {
      readonly kind: 'synthetic';
      readonly annualVolatility: number;
      readonly driftPerDay: number;
      /** In the order of their beginnings; between them the market is ordinary. */
      readonly regimes: readonly MarketRegime[];
    }
  | { readonly kind: 'scripted'; readonly ticks: readonly ScriptedTick[] };

/** Times in which a generated market is not ordinary. */
export const MARKET_REGIMES = ['calm', 'trend', 'gap', 'crash', 'expiry'] as const;

/**
 * One of them: `calm` moves half as much, `trend` goes one way, `gap` jumps at its beginning, `crash` falls in fourfold volatility while options grow dear, `expiry` is drawn to the
 * nearest strike.
 */
export interface MarketRegime {
  readonly kind: (typeof MARKET_REGIMES)[number];
  /** IST `HH:mm:ss`. */
  readonly from: string;
  /** To the close unless given. */
  readonly until?: string | undefined;
  /** How far the spot goes in that time, percent of its opening value; a usual way of the kind unless given. */
  readonly movePercent?: number | undefined;
}

/** An underlying as the scenario's day begins. */
export interface ScenarioUnderlying {
  readonly symbol: string;
  /** Rupees at the open; recordings carry their own and leave it 0. */
  readonly spot: number;
  readonly previousClose: number;
  /** Listed expiries, nearest first; recordings carry their own and leave this empty. */
  readonly expiries: readonly string[];
  /** Listed strikes per expiry, centred on the money: `spot` rounded to the interval is entry `strikeCount / 2`. */
  readonly strikeCount: number;
  /** At-the-money implied volatility in percent, for synthetic and scripted worlds. */
  readonly impliedVolatility: number;
  /** Premium of every leg before the first tick; undefined: priced from the smile. */
  readonly skeletonPremium?: number | undefined;
}

/** One scripted tick: of the underlying, of its future with `expiry`, of a leg with `strike` and `optionType` as well. */
export interface ScriptedTick {
  /** IST, `HH:mm:ss` or `HH:mm:ss.SSS`. */
  readonly at: string;
  readonly underlying: string;
  readonly expiry?: string | undefined;
  readonly strike?: number | undefined;
  readonly optionType?: 'CE' | 'PE' | undefined;
  readonly ltp: number;
  readonly bid?: number | undefined;
  readonly ask?: number | undefined;
}

/** All times IST `HH:mm:ss` on `date`. */
export interface ScenarioClock {
  readonly date: string;
  readonly startAt: string;
  readonly endAt: string;
  /** Where `serve` starts its clock. */
  readonly serveAt: string;
}

/** A test account of the mock exchange. */
export interface ScenarioAccount {
  readonly clientId: string;
  /** What the token the mock mints for this account is worth. */
  readonly token: 'valid' | 'expired';
  readonly dataPlan: 'Active' | 'Deactive';
  /** Six digits, for the TOTP login; the mock has a test PIN for accounts without one. */
  readonly pin?: string | undefined;
  /** Base32, for the TOTP login; the mock has a test secret for accounts without one. */
  readonly totpSecret?: string | undefined;
  /** Rupees to trade with; a million unless given. */
  readonly cash?: number | undefined;
  /** Shares in the demat account; none unless given. */
  readonly holdings?: readonly ScenarioHolding[] | undefined;
  /** Where every change of its orders is posted, on this machine; nowhere unless given. */
  readonly postbackUrl?: string | undefined;
  /** Where the browser goes after a consent; a port of this machine unless given. */
  readonly redirectUrl?: string | undefined;
}

/** Shares that an account holds. They are shown as they are; prices in rupees. */
export interface ScenarioHolding {
  readonly tradingSymbol: string;
  readonly securityId: string;
  readonly isin: string;
  readonly quantity: number;
  /** Of them, bought yesterday and not yet delivered. */
  readonly t1Quantity: number;
  readonly averagePrice: number;
  readonly lastPrice: number;
}

/** What the reference backend finds when it looks for its credentials. */
export interface ScenarioBackend {
  /** Which variables its environment holds. */
  readonly environment: readonly (typeof CREDENTIAL_VARIABLES)[number][];
  /** `empty`: the table exists and has no row. */
  readonly database: 'absent' | 'empty' | 'filled';
  readonly cache: {
    /** Nearest expiries cached per underlying. */
    readonly expiriesPerUnderlying: number;
    /** Strikes kept below the at-the-money strike, and from it upwards; 0 and 0 keep every listed strike. */
    readonly strikesBelow: number;
    readonly strikesAbove: number;
  };
  readonly priceModel: PriceModelName;
}

/** The second system around the backend, as `serve --platform` serves it; nothing else plays these faults. */
export interface ScenarioPlatform {
  /** Of different kinds. */
  readonly faults: readonly PlatformFault[];
}

/** What must come of that day. */
export interface ScenarioRules {
  readonly expect: ScenarioExpectations;
}

/** The two variables every Dhan backend reads. Source: seed-requirements A1. */
export const CREDENTIAL_VARIABLES = ['DHAN_CLIENT_ID', 'DHAN_ACCESS_TOKEN'] as const;

/** What `replay` judges a run by; `verify` judges the target instead (design decision 13). */
export interface ScenarioExpectations {
  readonly startup: 'ready' | 'refused';
  /** A text that must stand in the refusal's cause chain. */
  readonly refusalNames?: string | undefined;
  /** Exact cache statistics after startup. */
  readonly statistics?:
    | {
        readonly underlyings: number;
        readonly expiries: number;
        readonly strikes: number;
        readonly tokens: number;
      }
    | undefined;
  /** Ids of a replay's checks that must fail in this scenario; any other failing check is unexpected. */
  readonly failingChecks: readonly string[];
  /** Leg prices the cache must show at a moment, to the paisa. */
  readonly legs: readonly ExpectedLeg[];
  /** Lines the backend's log must contain, in order. */
  readonly logLines: readonly string[];
  /** What `verify` finds when it judges the exchange and the reference backend. */
  readonly verify: ExpectedVerdicts;
  /** What a suite finds when it judges `serve --platform`. */
  readonly suites: { readonly stocksblitz?: ExpectedSuiteVerdicts | undefined };
  /** What a correct client does. */
  readonly behaviour: readonly Expectation[];
}

/** Which checks of `verify` do not pass; every other one must. */
export interface ExpectedVerdicts {
  /** When it judges, IST `HH:mm:ss`, after the day was played up to there; undefined: at `serveAt`, right after the start. */
  readonly at?: string | undefined;
  /** Check ids. What depends on them is skipped. */
  readonly failing: readonly string[];
  readonly warning: readonly string[];
}

/** The same of a suite that is run over the network: at `at` the served clock is moved there. */
export interface ExpectedSuiteVerdicts extends ExpectedVerdicts {
  readonly pending: readonly string[];
}

/** A leg's price in the cache at a given time; rupees. */
export interface ExpectedLeg {
  /** IST `HH:mm:ss`; judged after every event of that second. */
  readonly at: string;
  readonly underlying: string;
  readonly expiry: string;
  readonly strike: number;
  readonly optionType: 'CE' | 'PE';
  readonly ltp: number;
  readonly bid?: number | undefined;
  readonly ask?: number | undefined;
}
