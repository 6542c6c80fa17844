/** The JSON of the channels: the documented one of underlyings and options (seed-requirements B8), and after them that of futures. */
import { istDay, MS_PER_SECOND } from '../market/ist-time.ts';
import type { OptionType } from '../market/instrument.ts';
import { underlyingBySymbol } from '../market/instrument.ts';
import type { FollowedFuture } from '../market/followed-future.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import { dhanGreeks } from '../pricing/dhan-greeks.ts';

/** `ticker:*:underlying`: the day so far, as it was seen here. Prices in rupees, `ts` epoch seconds. `is_mock`: made up, where there is no market. */
export interface UnderlyingBody {
  readonly symbol: string;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly ts: number;
  readonly is_mock: boolean;
}

/** `ticker:*:options`: one leg. `iv` in percent; greeks as Dhan publishes them; `price` and `ltp` are the same: of its last trade, or repriced since. */
export interface OptionBody {
  readonly symbol: string;
  readonly token: number;
  readonly tradingsymbol: string;
  readonly segment: string;
  readonly exchange: string;
  readonly strike: number;
  readonly expiry: string;
  readonly type: OptionType;
  readonly lot_size: number;
  readonly tick_size: number;
  readonly price: number;
  readonly ltp: number;
  readonly volume: number;
  readonly oi: number;
  readonly iv: number;
  readonly delta: number;
  readonly gamma: number;
  readonly theta: number;
  readonly vega: number;
  readonly ts: number;
  readonly is_mock: boolean;
}

/** `ticker:*:futures`: one future, with the keys of a leg as far as it has them. */
export type FutureBody = Pick<
  OptionBody,
  | 'symbol'
  | 'token'
  | 'tradingsymbol'
  | 'segment'
  | 'exchange'
  | 'expiry'
  | 'lot_size'
  | 'tick_size'
  | 'price'
  | 'ltp'
  | 'volume'
  | 'oi'
  | 'ts'
  | 'is_mock'
>;

/** Names a leg as its exchange lists it. */
export type LegNaming = (
  leg: Pick<ExpiryChain, 'underlying' | 'expiry'> & {
    readonly strike: number;
    readonly optionType: OptionType;
  },
) => string;

/** By leg. */
export function legNames({ underlying, expiry, strikes }: ExpiryChain, nameOf: LegNaming): readonly string[] {
  return [...strikes].flatMap((strike) => [
    nameOf({ underlying, expiry, strike, optionType: 'CE' }),
    nameOf({ underlying, expiry, strike, optionType: 'PE' }),
  ]);
}

/** The first price of an IST day opens it. */
export function nextUnderlyingBody(
  before: UnderlyingBody | undefined,
  tick: { readonly symbol: string; readonly ltp: number; readonly atMs: number },
): UnderlyingBody {
  const { symbol, ltp, atMs } = tick;
  const isSameDay = before !== undefined && istDay(before.ts * MS_PER_SECOND) === istDay(atMs);
  return {
    symbol,
    open: isSameDay ? before.open : ltp,
    high: isSameDay ? Math.max(before.high, ltp) : ltp,
    low: isSameDay ? Math.min(before.low, ltp) : ltp,
    close: ltp,
    volume: 0,
    ts: atMs / MS_PER_SECOND,
    is_mock: false,
  };
}

/** `spot` 0 when it is not known: then there are no greeks. */
export function optionBody(
  chain: ExpiryChain,
  leg: number,
  at: { readonly atMs: number; readonly spot: number; readonly name: string },
): OptionBody {
  const { underlying, expiry } = chain;
  const strike = chain.strikes[leg >> 1]!;
  const optionType = leg % 2 === 0 ? 'CE' : 'PE';
  const price = toPaisa(chain.ltp[leg]!);
  const { spot, atMs, name } = at;
  const greeks = dhanGreeks({
    ltp: price,
    spot,
    strike,
    optionType,
    expiry,
    nowMs: atMs,
    clock: 'clean',
  });
  const exchange = exchangeCode(underlying);
  return {
    symbol: underlying,
    token: chain.securityIds[leg]!,
    tradingsymbol: name,
    segment: `${exchange}-OPT`,
    exchange,
    strike,
    expiry,
    type: optionType,
    lot_size: chain.lotSize,
    tick_size: chain.tickSize,
    price,
    ltp: price,
    volume: chain.volume[leg]!,
    oi: chain.oi[leg]!,
    iv: greeks.impliedVolatility,
    delta: greeks.delta,
    gamma: greeks.gamma,
    theta: greeks.theta,
    vega: greeks.vega,
    ts: atMs / MS_PER_SECOND,
    is_mock: false,
  };
}

export function futureBody(
  future: FollowedFuture,
  at: { readonly atMs: number; readonly name: string },
): FutureBody {
  const { underlying, securityId, expiry, lotSize, tickSize, volume, oi } = future;
  const exchange = exchangeCode(underlying);
  const price = toPaisa(future.ltp);
  return {
    symbol: underlying,
    token: securityId,
    tradingsymbol: at.name,
    segment: `${exchange}-FUT`,
    exchange,
    expiry,
    lot_size: lotSize,
    tick_size: tickSize,
    price,
    ltp: price,
    volume,
    oi,
    ts: at.atMs / MS_PER_SECOND,
    is_mock: false,
  };
}

function exchangeCode(underlying: string): 'BFO' | 'NFO' {
  return underlyingBySymbol(underlying)?.exchange === 'BSE' ? 'BFO' : 'NFO';
}

function toPaisa(rupees: number): number {
  return Math.round(rupees * 100) / 100;
}
